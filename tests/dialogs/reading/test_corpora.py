"""The targets of reading, measured on whole sets of phrases."""

from collections import Counter

import pytest

from benchmarks.language import Counts, judge, measure, right_or_asked
from benchmarks.phrases import (
    HELD_OUT,
    OWN_FILES,
    Phrase,
    data_folder,
    own_phrases,
    russian_corpora,
)
from tests.available import DATA_ADVICE, missing

TARGET = 0.97


def _check(counts: Counts, wrong: list[tuple[str, Phrase]]) -> None:
    for kind, count in counts.items():
        assert count["silent"] == 0, (kind, wrong)
        assert right_or_asked(count) >= TARGET, (kind, wrong)
        # Asking everything again would be no wrong reading either.
        read = count["right"] + count["confirmed"]
        assert read >= TARGET * count.total(), kind
        assert count["right"] >= 0.6 * count.total(), kind


def test_russian_corpora() -> None:
    folder = data_folder()
    if folder is None:
        missing(DATA_ADVICE)
    counts, wrong = measure(russian_corpora(folder))
    assert {kind for kind, _ in counts} == {
        "number",
        "money",
        "duration",
        "email",
        "phone",
        "quantity",
    }
    _check(counts, wrong)


@pytest.mark.parametrize("name", OWN_FILES)
def test_own_phrases(name: str) -> None:
    _check(*measure(own_phrases(name)))


def test_held_out_phrases() -> None:
    """Written after the readers, as people really type; kinds are too few to count one by one."""
    counts, wrong = measure(own_phrases(HELD_OUT))
    total: Counter[str] = sum(counts.values(), Counter())
    assert not any(counts[kind, lang]["silent"] for kind, lang in counts), wrong
    assert right_or_asked(total) >= TARGET, wrong
    assert total["right"] + total["confirmed"] >= TARGET * total.total()
    for lang in ("ru", "en"):
        assert sum(phrase.lang == lang for phrase in own_phrases(HELD_OUT)) >= 60


def test_the_own_sets_are_as_large_as_promised() -> None:
    english = [phrase for phrase in own_phrases("english.csv") if phrase.lang == "en"]
    dates = list(own_phrases("dates.csv"))
    assert len(english) >= 150
    for lang in ("ru", "en"):
        assert sum(phrase.lang == lang for phrase in dates) >= 100


@pytest.mark.parametrize(
    ("phrase", "verdict"),
    [
        (Phrase("number", "ru", "5000", frozenset({"5000"})), "right"),
        (Phrase("number", "ru", "5000", frozenset({"500"})), "silent"),
        (Phrase("number", "ru", "5000", None), "silent"),
        (Phrase("number", "ru", "около 5000", frozenset({"5000"})), "confirmed"),
        (Phrase("number", "ru", "около 5000", frozenset({"500"})), "off"),
        (Phrase("number", "ru", "много", frozenset({"5000"})), "asked"),
        (Phrase("number", "ru", "много", None), "right"),
        (Phrase("date", "ru", "завтра", frozenset({"2026-11-26"}), certain=False), "silent"),
    ],
)
def test_the_judge_bites(phrase: Phrase, verdict: str) -> None:
    assert judge(phrase) == verdict
