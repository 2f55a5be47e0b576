"""/calibration, and the warning once a month: do promised chances of winning come true. Words only;
the figures are `reports.chances`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.chat import wording
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage
from reports.chances import FEWEST, FEWEST_OF_BAND, BandNow, Watched

DAY = timedelta(days=1)


def chances_in_words(watched: Sequence[Watched], texts: Texts, locale: str) -> str:
    """The message, what warns first."""
    spoken = texts.spoken(locale)
    ordered = sorted(watched, key=lambda one: not one.report.warns)
    return texts.render(
        "chances", locale, watched=[_watched(one, spoken) for one in ordered], fewest=FEWEST
    )


def warnings(
    watched: Sequence[Watched], managers: Iterable[int], texts: Texts, locale: str, month: date
) -> list[OutboxMessage]:
    """A message to every manager about the versions whose chances don't come true; its key is
    that of the month, so that a second look in it says nothing more."""
    off = [one for one in watched if one.report.warns]
    if not off:
        return []
    text = chances_in_words(off, texts, locale)
    return [
        Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS)).row(
            f"chances:{month:%Y-%m}:{manager}"
        )
        for manager in sorted(managers)
    ]


def _watched(one: Watched, locale: str) -> dict[str, object]:
    report = one.report
    ended = max(1, report.actual.whole)
    return {
        "title": one.title.get(locale) or next(iter(one.title.values())),
        "version": one.version,
        "target": one.table.target.value,
        "days": one.table.settles // DAY,
        "conclusion": report.conclusion.value,
        "ended": report.actual.whole,
        "won": report.actual.part,
        "share": wording.share(report.actual.value, locale),
        "low": f"{report.actual.low * 100:.0f}",
        "high": wording.share(report.actual.high, locale),
        "expected": round(report.expected),
        "promised": wording.share(report.expected / ended, locale),
        "still_open": report.still_open,
        "young": report.young,
        "brier": _figure(report.brier, locale),
        "brier_expected": _figure(report.brier_expected, locale),
        "stability": _figure(report.stability, locale),
        "shifted": report.shifted,
        "bands": [_band(band, locale) for band in report.bands],
    }


def _band(one: BandNow, locale: str) -> dict[str, object]:
    return {
        "least": one.band.least,
        "upto": one.upto,
        "chance": wording.share(one.band.chance, locale),
        "ended": one.actual.whole,
        "won": one.actual.part,
        "few": one.actual.whole < FEWEST_OF_BAND,
        "share": wording.share(one.actual.value, locale),
        "low": f"{one.actual.low * 100:.0f}",
        "high": wording.share(one.actual.high, locale),
        "off": one.off,
    }


def _figure(value: float, locale: str) -> str:
    return wording.decimal(Decimal(f"{value:.2f}"), locale)
