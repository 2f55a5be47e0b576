"""The register of hypotheses as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, delete, select

from leads.lead import Temperature
from reports.asking.filters import Filters
from reports.hypotheses.hypothesis import Aim, Hypothesis, Measure
from storage.scope import Scope
from storage.tables import hypotheses
from storage.writing import Row

_GET = select(hypotheses).where(hypotheses.c.id == bindparam("id")).with_for_update()
_DROP = delete(hypotheses).where(hypotheses.c.id == bindparam("number"))


class Hypotheses:
    """Hypotheses as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, number: int) -> Hypothesis | None:
        """The one with that number."""
        rows = await self._scope.fetch(_GET, {"id": number})
        return hypothesis_of(rows[0]) if rows else None

    async def add(self, hypothesis: Hypothesis) -> Hypothesis:
        """Note a new one; with its number."""
        number = await self._scope.number(hypotheses)
        self._scope.insert(hypotheses, number, {"id": number, **_row(hypothesis)})
        return replace(hypothesis, id=number)

    async def save(self, hypothesis: Hypothesis) -> None:
        """Write one that was changed."""
        self._scope.update(hypotheses, hypothesis.id, _row(hypothesis))

    async def drop(self, number: int) -> None:
        """Forget one that was noted by mistake."""
        self._scope.sweep(hypotheses, _DROP, {"number": number})


def hypothesis_of(row: Mapping[Any, Any]) -> Hypothesis:
    """The hypothesis that a row holds."""
    temperature = row["temperature"]
    return Hypothesis(
        id=row["id"],
        name=row["name"],
        started=date.fromisoformat(row["started"]),
        author=row["author"],
        author_name=row["author_name"],
        locale=row["locale"],
        noted_at=row["noted_at"],
        filters=Filters(
            row["product"], row["channel"], Temperature(temperature) if temperature else None
        ),
        ended=date.fromisoformat(row["ended"]) if row["ended"] else None,
        expects=row["expects"],
        aim=_aim(row["aim"]) if row["aim"] else None,
    )


def _aim(stored: Mapping[str, str]) -> Aim:
    was, among = stored.get("was"), stored.get("among")
    return Aim(
        Measure(stored["of"]),
        Fraction(stored["to"]),
        Fraction(was) if was else None,
        Measure(among) if among else None,
    )


def _row(hypothesis: Hypothesis) -> Row:
    filters, aim = hypothesis.filters, hypothesis.aim
    stored = None
    if aim is not None:
        stored = {"of": aim.of.value, "to": str(aim.to)}
        stored |= {"was": str(aim.was)} if aim.was is not None else {}
        stored |= {"among": aim.among.value} if aim.among is not None else {}
    return {
        "name": hypothesis.name,
        "started": hypothesis.started.isoformat(),
        "ended": hypothesis.ended.isoformat() if hypothesis.ended else None,
        "author": hypothesis.author,
        "author_name": hypothesis.author_name,
        "locale": hypothesis.locale,
        "noted_at": hypothesis.noted_at,
        "product": filters.product,
        "channel": filters.channel,
        "temperature": filters.temperature.value if filters.temperature else None,
        "expects": hypothesis.expects,
        "aim": stored,
    }
