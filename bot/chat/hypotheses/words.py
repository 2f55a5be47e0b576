"""A hypothesis in words: the values of its template. What surrounds them is the template's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.chat import wording
from bot.chat.reports.naming import Naming
from bot.chat.reports.tables import brief, table
from bot.chat.texts import Texts
from dialogs import shown
from reports.hypotheses.earned import FEWEST, Change, Counted, Earned, change, result
from reports.hypotheses.hypothesis import DAY, Aim, Hypothesis, Measure
from reports.hypotheses.tables import Told
from reports.tables import Kind, Named


@dataclass(frozen=True)
class HypothesisWords:
    """The words of hypotheses; sums are in `currency`."""

    texts: Texts
    naming: Naming
    currency: str

    def card(self, told: Told, today: date, locale: str, *, due: int = 0) -> str:
        """What it is and what it earned; `due` says that so many months have just passed."""
        spoken = self.texts.spoken(locale)
        return self.texts.render(
            "hypothesis",
            locale,
            due=due,
            tried=self.head(told.of, today, locale),
            stretches=[self._stretch(told.of, one, spoken) for one in told.terms],
            fewest=FEWEST,
        )

    def head(self, one: Hypothesis, today: date, locale: str) -> Mapping[str, object]:
        """What is tried, whom it touches, what is expected."""
        left = one.left(today)
        return {
            "number": one.id,
            "title": one.name,
            "touched": self._touched(one, locale),
            "started": one.started,
            "ended": one.ended,
            "author": one.author_name,
            "noted_at": one.noted_at,
            "expects": one.expects,
            "aim": self._aim(one.aim, locale) if one.aim else None,
            "judged_next": today + left if left is not None else None,
        }

    def _touched(self, one: Hypothesis, locale: str) -> list[str]:
        filters = one.filters
        found = []
        if filters.product:
            found.append(self.naming.row(Named(Kind.PRODUCT, filters.product), locale))
        if filters.channel:
            found.append(self.naming.row(Named(Kind.CHANNEL, filters.channel), locale))
        if filters.temperature:
            found.append(self.texts.label(f"temperature_{filters.temperature.value}", locale))
        return found

    def _aim(self, aim: Aim, locale: str) -> Mapping[str, object]:
        return {
            "of": self._called(aim.of, locale),
            "among": self._called(aim.among, locale) if aim.among else "",
            "to": self._amount(aim, aim.to, locale),
            "was": "" if aim.was is None else self._amount(aim, aim.was, locale),
        }

    def _stretch(self, one: Hypothesis, mine: Earned, locale: str) -> Mapping[str, object]:
        term, before = mine.term, mine.term.before
        changes = {of: change(mine.before[of], mine.now[of]) for of in Measure}
        return {
            "months": term.months,
            "days": wording.period(term.since, term.until - DAY, locale),
            "days_before": wording.period(before.since, before.until - DAY, locale),
            "grid": self._grid(mine, locale),
            "expected": self._expected(one.aim, mine, locale) if one.aim else None,
            **{
                kind.value: [self._called(of, locale) for of in Measure if changes[of] is kind]
                for kind in Change
            },
        }

    def _expected(self, aim: Aim, mine: Earned, locale: str) -> Mapping[str, object]:
        came = result(aim, mine)
        return {
            **self._aim(aim, locale),
            "fact": "" if came.fact is None else self._amount(aim, came.fact, locale),
            "cases": came.cases,
            "conclusion": came.conclusion.value,
        }

    def _grid(self, mine: Earned, locale: str) -> str:
        """Every measure before and now, and of how many orders the money is."""
        heads = (self.texts.label(f"words_{one}", locale) for one in ("before", "now", "change"))
        rows: list[tuple[str, ...]] = [
            (
                self._called(of, locale),
                _in_column(of, mine.before, locale),
                _in_column(of, mine.now, locale),
                _change(of, mine, locale),
            )
            for of in Measure
        ]
        before, now = (one[Measure.REVENUE].cases for one in (mine.before, mine.now))
        paid = (self.texts.label("words_orders", locale), *map(wording.number, (before, now)))
        rows.append((*paid, wording.change(now - before)))
        return table(("", *heads), rows)

    def _called(self, of: Measure, locale: str) -> str:
        if of is Measure.REVENUE:
            return self.texts.label("column_hypothesis_revenue", locale)
        return self.texts.label(f"words_{of.value}", locale)

    def _amount(self, aim: Aim, value: Fraction, locale: str) -> str:
        """In the unit of the aim, to a tenth."""
        spoken = self.texts.spoken(locale)
        if aim.among is not None:
            return wording.percent(_tenths(value * 100), spoken)
        if aim.of is Measure.REVENUE:
            return shown.amount(round(value), self.currency)
        return wording.decimal(_tenths(value), spoken)


def _tenths(value: Fraction) -> Decimal:
    return Decimal(round(value * 10)) / 10


def _in_column(of: Measure, counted: Counted, locale: str) -> str:
    value = counted[of].value
    return brief(value, locale) if of is Measure.REVENUE else wording.number(value)


def _change(of: Measure, mine: Earned, locale: str) -> str:
    value = mine.now[of].value - mine.before[of].value
    if of is not Measure.REVENUE or not value:
        return wording.change(value)
    return f"+{brief(value, locale)}" if value > 0 else brief(value, locale)
