"""Surveys as rows, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from leads.surveys.survey import Scale, Survey
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import surveys
from storage.writing import Row

REASON, DONE = "surveys.reason", "surveys.done"

_GET = select(surveys).where(surveys.c.id == bindparam("id")).with_for_update()
_OF: Select[Any] = (
    select(surveys).where(surveys.c.contact_id == bindparam("contact_id")).order_by(surveys.c.id)
)
_LAST = select(func.max(surveys.c.asked_at).label("at")).where(
    surveys.c.contact_id == bindparam("contact_id")
)
_FORGET = (
    update(surveys)
    .where(surveys.c.contact_id == bindparam("person"))
    .values(reason=None, done=None)
)


class Surveys:
    """Surveys as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, survey_id: int) -> Survey | None:
        """The survey with that id, held for writing."""
        rows = await self._scope.fetch(_GET, {"id": survey_id})
        return survey_from(rows[0], self._scope.keys) if rows else None

    async def add(self, survey: Survey) -> Survey:
        """Keep a new one; returns it with its id."""
        number = await self._scope.number(surveys)
        self._scope.insert(surveys, number, {"id": number, **_row(survey, self._scope.keys)})
        return replace(survey, id=number)

    async def save(self, survey: Survey) -> None:
        """Write one that was changed."""
        self._scope.update(surveys, survey.id, _row(survey, self._scope.keys))

    async def last_asked(self, contact_id: int) -> datetime | None:
        """When the person was asked last, about whatever."""
        rows = await self._scope.fetch(_LAST, {"contact_id": contact_id})
        found = rows[0]["at"] if rows else None
        return found if isinstance(found, datetime) else None

    async def of(self, contact_id: int) -> list[Survey]:
        """What a person was asked, oldest first."""
        rows = await self._scope.fetch(_OF, {"contact_id": contact_id})
        return [survey_from(row, self._scope.keys) for row in rows]


def forget_words(scope: Scope, contact_id: int) -> None:
    """What the person said, and what was done, goes; the grades stay, as figures."""
    scope.sweep(surveys, _FORGET, {"person": contact_id})


def survey_from(row: Mapping[Any, Any], keys: KeyRing) -> Survey:
    """The survey that a row holds."""
    return Survey(
        id=row["id"],
        contact_id=row["contact_id"],
        lead_id=row["lead_id"],
        product=row["product"],
        scale=Scale(row["scale"]),
        asked_at=row["asked_at"],
        grade=row["grade"],
        answered_at=row["answered_at"],
        reason=keys.open_text(REASON, row["reason"]),
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        done=keys.open_text(DONE, row["done"]),
    )


def _row(survey: Survey, keys: KeyRing) -> Row:
    return {
        "contact_id": survey.contact_id,
        "lead_id": survey.lead_id,
        "product": survey.product,
        "scale": survey.scale.value,
        "asked_at": survey.asked_at,
        "grade": survey.grade,
        "answered_at": survey.answered_at,
        "reason": keys.seal_text(REASON, survey.reason),
        "closed_at": survey.closed_at,
        "closed_by": survey.closed_by,
        "done": keys.seal_text(DONE, survey.done),
    }
