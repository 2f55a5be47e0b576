"""The targets of reading, measured on whole sets of phrases."""

from collections import Counter

from benchmarks.language import (
    data_folder,
    english_cases,
    measure,
    right_or_asked,
    russian_cases,
)
from tests.available import DATA_ADVICE, missing

TARGET = 0.97


def _check(counts: dict[str, Counter[str]], wrong: object) -> None:
    assert set(counts) == {"number", "money", "phone"}
    for kind, count in counts.items():
        assert count["silent"] == 0, (kind, wrong)
        assert right_or_asked(count) >= TARGET, (kind, wrong)
        # Asking everything again would be no wrong reading either.
        assert count["right"] + count["confirmed"] >= TARGET * count.total(), kind
        assert count["right"] >= 0.6 * count.total(), kind


def test_russian_corpora() -> None:
    folder = data_folder()
    if folder is None:
        missing(DATA_ADVICE)
    _check(*measure(russian_cases(folder)))


def test_english_phrases() -> None:
    assert sum(1 for _ in english_cases()) >= 150
    _check(*measure(english_cases()))
