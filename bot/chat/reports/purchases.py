"""Reports over orders as text: tables of a phone's width, names where there are few clients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.chat import wording
from bot.chat.reports.tables import brief, percent, table, whole
from bot.chat.texts import Texts
from reports.purchases.cohorts import Cohort, retention_at, value_at
from reports.purchases.reader import ClientSum
from reports.purchases.reports import ChequeReport, ClassReport, CohortReport
from reports.slices import first_day

RETENTION_AGES = (1, 2, 3, 6, 12)
VALUE_AGES = (0, 3, 6, 12)
LATEST = 12
"""So many months of a table are shown, the latest ones."""

Values = dict[str, object]


class PurchaseWords:
    """Values for the templates."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def cohorts(self, report: CohortReport, locale: str) -> Values:
        """Retention by cohort."""
        head = [self._label("month", locale), self._label("clients", locale)]
        head += [f"+{age}" for age in RETENTION_AGES]
        rows = [
            [_month(one), str(one.size), *(_kept(one, age) for age in RETENTION_AGES)]
            for one in report.cohorts[-LATEST:]
        ]
        rows.append([self._label("all", locale), str(report.size), *_kept_of_all(report.cohorts)])
        return {
            "table": "" if report.few else table(head, rows),
            "older": max(0, len(report.cohorts) - LATEST),
            "size": report.size,
            "groups": self._groups(report),
            "left_out": report.left_out,
        }

    def ltv(self, report: CohortReport, middle: Fraction, locale: str) -> Values:
        """What cohorts have brought by age."""
        spoken = self._texts.spoken(locale)
        head = [self._label("month", locale), self._label("clients", locale)]
        head += [f"+{age}" for age in VALUE_AGES]
        rows = [
            [_month(one), str(one.size), *(_brought(one, age, spoken) for age in VALUE_AGES)]
            for one in report.cohorts[-LATEST:]
        ]
        of_all = (value_at(report.cohorts, age) for age in VALUE_AGES)
        rows.append(
            [
                self._label("all", locale),
                str(report.size),
                *(brief(value, spoken) if clients else "" for value, clients in of_all),
            ]
        )
        return {
            "table": "" if report.few else table(head, rows),
            "older": max(0, len(report.cohorts) - LATEST),
            "size": report.size,
            "per_client": whole(report.value),
            "middle": whole(middle),
            "buyers": [_client(one) for one in report.clients],
            "left_out": report.left_out,
        }

    def classes(self, report: ClassReport, locale: str) -> Values:
        """Classes, and who is in them."""
        spoken, totals = self._texts.spoken(locale), report.totals
        head = [self._label(name, locale) for name in ("class", "clients", "share", "revenue")]
        head.append(head[2])
        rows = [
            [
                one.grade.value,
                wording.number(one.clients),
                percent(one.clients, totals.clients),
                brief(one.revenue, spoken),
                percent(one.revenue, totals.revenue),
            ]
            for one in report.classes
        ]
        return {
            "table": "" if report.few else table(head, rows),
            "size": totals.clients,
            "orders": totals.orders,
            "revenue": totals.revenue,
            "buyers": [_client(one) for one in report.clients],
            "few": report.few,
            "left_out": report.left_out,
        }

    def cheque(self, report: ChequeReport, locale: str) -> Values:
        """The cheque by month, and of the largest clients."""
        spoken, totals = self._texts.spoken(locale), report.totals
        head = [self._label(name, locale) for name in ("month", "orders", "cheque", "discount")]
        rows = [
            [
                f"{first_day(one.month):%m.%y}",
                wording.number(one.orders),
                brief(one.average or 0, spoken),
                percent(one.discount, one.revenue + one.discount),
            ]
            for one in report.months[-LATEST:]
        ]
        repeat = report.repeat
        return {
            "table": table(head, rows) if rows else "",
            "older": max(0, len(report.months) - LATEST),
            "size": totals.clients,
            "orders": totals.orders,
            "revenue": totals.revenue,
            "average": whole(report.average),
            "discount": totals.discount,
            "repeat": {
                "part": repeat.part,
                "whole": repeat.whole,
                "value": wording.share(repeat.value, spoken),
                "low": wording.share(repeat.low, spoken),
                "high": wording.share(repeat.high, spoken),
            },
            "buyers": [
                _client(one) | _moved(moved.before, moved.now) for one, moved in report.clients
            ],
            "left_out": report.left_out,
        }

    def _groups(self, report: CohortReport) -> list[Values]:
        """The clients of each month, where they are named."""
        return [
            {
                "month": first_day(one.born),
                "clients": [_client(each) for each in report.clients if each.born == one.born],
            }
            for one in (report.cohorts if report.few else ())
        ]

    def _label(self, name: str, locale: str) -> str:
        return self._texts.label(f"column_{name}", locale)


def _month(cohort: Cohort) -> str:
    return f"{first_day(cohort.born):%m.%y}"


def _kept(cohort: Cohort, age: int) -> str:
    return percent(cohort.active[age], cohort.size) if age < len(cohort.active) else ""


def _kept_of_all(found: Sequence[Cohort]) -> list[str]:
    shares = (retention_at(found, age) for age in RETENTION_AGES)
    return [percent(one.part, one.whole) for one in shares]


def _brought(cohort: Cohort, age: int, locale: str) -> str:
    return brief(cohort.value[age], locale) if age < len(cohort.revenue) else ""


def _client(one: ClientSum) -> Values:
    return {
        "name": one.name,
        "orders": one.orders,
        "revenue": one.revenue,
        "average": whole(Fraction(one.revenue, one.orders)),
        "grade": one.grade.value,
    }


def _moved(before: Fraction | None, now: Fraction | None) -> Values:
    if before is None or now is None:
        return {"before": None, "now": None, "change": 0}
    grown = whole((now - before) / before * 100) if before else 0
    return {"before": whole(before), "now": whole(now), "change": grown}
