"""Patterns say the same as `re` does, and never take long to say it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.patterns import PatternError, read_pattern

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\.", "é"])
SIGNS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,2}", "{0,}"])
PATTERNS = st.recursive(
    st.builds("{}{}".format, ATOMS, SIGNS),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{}){}".format, inner, inner, SIGNS),
    ),
    max_leaves=5,
)


@given(PATTERNS, st.text(alphabet="abAB1.é", max_size=8))
def test_a_pattern_means_what_it_means_elsewhere(source: str, text: str) -> None:
    expected = re.fullmatch(source, text, re.IGNORECASE) is not None
    assert read_pattern(source).fits(text) == expected


@pytest.mark.parametrize("source", ["((a+)+)+b", "(a*a*a*)*b", "(a|a|aa)+b", "(.*.*.*.*)*x"])
def test_no_pattern_keeps_the_program_busy(source: str) -> None:
    begun = time.thread_time()
    assert not read_pattern(source).fits("a" * 200)
    assert time.thread_time() - begun < 1


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        *(("", 0), ("a" * 201, 0), ("*a", 0), ("a**", 2), ("(a", 0), ("a)", 1), ("[a", 0)),
        *((r"\b", 0), (r"a\1", 1), ("a(?=b)", 1), ("^a", 0), ("a$", 1), ("[z-a]", 0)),
        *(("a{3,2}", 1), ("(" * 9 + "a" + ")" * 9, 9)),
    ],
)
def test_what_is_no_pattern_is_refused_with_its_place(source: str, offset: int) -> None:
    with pytest.raises(PatternError) as refused:
        read_pattern(source)
    assert refused.value.offset == offset
    assert refused.value.message
