"""/ab: every split under way, its sides beside each other, and what may be concluded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.chat import wording
from bot.chat.texts import Texts
from reports.split import Conclusion, Measure, RunningSplit


def splits_in_words(splits: Sequence[RunningSplit], texts: Texts, locale: str) -> str:
    """The message."""
    return texts.render("ab", locale, splits=[_split(one, texts.spoken(locale)) for one in splits])


def _split(one: RunningSplit, locale: str) -> dict[str, object]:
    report = one.report
    return {
        "title": one.title.get(locale) or next(iter(one.title.values())),
        "first": report.first.version,
        "second": report.second.version,
        "share": one.share,
        "since": one.since,
        "started_first": report.first.started,
        "started_second": report.second.started,
        "measures": [_measure(each, locale) for each in report.measures],
    }


def _measure(one: Measure, locale: str) -> dict[str, object]:
    low, high = one.difference.low, one.difference.high
    if one.conclusion is Conclusion.WORSE:
        low, high = -high, -low
    return {
        "key": one.key,
        "first": wording.percent(_hundredths(one.first.value), locale),
        "second": wording.percent(_hundredths(one.second.value), locale),
        "conclusion": one.conclusion.value,
        "low": wording.decimal(_hundredths(low), locale),
        "high": wording.decimal(_hundredths(high), locale),
    }


def _hundredths(share: float) -> Decimal:
    return Decimal(f"{share * 100:.1f}")
