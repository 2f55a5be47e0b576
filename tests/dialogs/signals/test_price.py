"""Who asks what it costs with their first words: a corpus, with precision and recall."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.replies import Chose, Typed
from dialogs.session import Session
from dialogs.signals.price import asks_for_price, first_words, with_first_words

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("file", "least"), [("price_questions.txt", 0.98), ("price_questions_unseen.txt", 0.9)]
)
def test_the_corpus_is_told_apart(
    file: str, least: float, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    said = [(line[2:], line[0] == "+") for line in lines if line[:2] in ("+ ", "- ")]
    found = [(text, meant, asks_for_price(text)) for text, meant in said]
    hits = sum(meant and read for _, meant, read in found)
    precision = hits / sum(read for _, _, read in found)
    recall = hits / sum(meant for _, meant, _ in found)
    with capsys.disabled():
        sys.stdout.write(f"\n{file}: precision {precision:.3f}, recall {recall:.3f}\n")
    wrong = [(text, read) for text, meant, read in found if meant is not read]
    assert precision >= 0.98, wrong
    assert recall >= least, wrong


@pytest.mark.parametrize("text", ["Здравствуйте!", "Добрый день", "hi", "Hello there", "…", "👋"])
def test_a_greeting_says_nothing_yet(text: str) -> None:
    assert first_words(text) is None


def test_the_first_words_count_and_no_later_ones() -> None:
    session = Session("quiz", 1, "digest", "market")
    tapped = with_first_words(session, Chose("b2b"))
    assert tapped.price_first is None
    greeted = with_first_words(tapped, Typed("Добрый день!"))
    assert greeted.price_first is None
    answered = with_first_words(greeted, Typed("12 000"))
    assert answered.price_first is False
    assert with_first_words(answered, Typed("Сколько стоит?")).price_first is False
    assert with_first_words(greeted, Typed("Сколько стоит?")).price_first is True


@given(st.text())
def test_whatever_is_typed_is_read(text: str) -> None:
    assert first_words(text) in (None, True, False)
