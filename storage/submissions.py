"""Sent forms as rows: stored at once, dealt with once, and what their links may show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from leads.contact import Contact
from leads.forms.submission import Fate, Filed, Filled, Kept, Submission, Taken, repeated
from storage.columns import among
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import submissions
from storage.traces import speaks_of

NEW, DONE = "new", "done"
SAID = "submissions.said"

_BY_NUMBER = (
    select(submissions)
    .where(among(submissions.c.number, "numbers"))
    .order_by(submissions.c.number)
    .with_for_update()
)
_DUE = (
    select(submissions.c.number)
    .where(submissions.c.status == NEW, submissions.c.due_at <= bindparam("now"))
    .order_by(submissions.c.due_at)
    .limit(bindparam("most"))
)
_WAITING = select(submissions.c.number, submissions.c.said).where(submissions.c.status == NEW)
_FORGET = (
    update(submissions)
    .where(
        or_(
            submissions.c.contact_id == bindparam("person"),
            submissions.c.lead_id.in_(bindparam("lead_ids", expanding=True)),
        )
    )
    .values(said=bindparam("nothing"), contact_id=None, lead_id=None, error=None)
)


_FIELDS = fields(Filled)


class Submissions:
    """Sent forms as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add_many(self, sent: Sequence[Submission]) -> list[Taken]:
        """Keep what was sent, in order; what is repeated is not kept again."""
        first = {one.submission.number: one.submission for one in await self._found(sent)}
        taken = []
        for one in sent:
            before = first.get(one.number)
            fate = Fate.NEW if before is None else repeated(one, before)
            if before is None:
                self._keep(one)
            elif fate is Fate.AGAIN and one.signed_at:
                self._scope.update(submissions, one.number, {"signed_at": one.signed_at})
                before = replace(before, signed_at=one.signed_at)
            first[one.number] = before or one
            taken.append(Taken(fate, first[one.number]))
        return taken

    def _keep(self, one: Submission) -> None:
        row = {
            "number": one.number,
            "form": one.form,
            "content": one.content,
            "said": self._scope.keys.seal_json(SAID, _to_json(one.filled)),
            "signed_at": one.signed_at,
            "status": NEW,
            "attempts": 0,
            "due_at": one.sent_at,
            "error": None,
            "sent_at": one.sent_at,
            "contact_id": None,
            "lead_id": None,
            "made": False,
            "opened": False,
            "digest": None,
            "reader_id": None,
        }
        self._scope.insert(submissions, one.number, row)

    async def due(self, now: datetime, most: int) -> list[int]:
        """Numbers of those that nobody has dealt with, the longest waiting first."""
        rows = await self._scope.fetch(_DUE, {"now": now, "most": most})
        return [row["number"] for row in rows]

    async def get(self, number: int) -> Kept | None:
        """A submission as it lies stored."""
        rows = await self._scope.fetch(_BY_NUMBER, {"numbers": [number]})
        return kept_from(rows[0], self._scope.keys) if rows else None

    async def claim(self, number: int) -> Kept | None:
        """A submission that nobody has dealt with; None for any other."""
        kept = await self.get(number)
        return kept if kept is not None and kept.filed is None else None

    async def filed(self, number: int, filed: Filed) -> None:
        """It was dealt with: of what was said only the answers stay."""
        row = {
            "said": self._scope.keys.seal_json(SAID, {"answers": dict(filed.answers)}),
            "status": DONE,
            "error": None,
            "contact_id": filed.contact_id,
            "lead_id": filed.lead_id,
            "made": filed.made,
            "opened": filed.opened,
            "digest": filed.digest,
        }
        self._scope.update(submissions, number, row)

    async def later(self, kept: Kept, at: datetime, error: str) -> None:
        """It could not be dealt with, and is tried again at that moment."""
        row = {"attempts": kept.attempts + 1, "due_at": at, "error": error}
        self._scope.update(submissions, kept.submission.number, row)

    async def read_by(self, number: int, contact_id: int) -> None:
        """That person opened the link first."""
        self._scope.update(submissions, number, {"reader_id": contact_id})

    async def _found(self, sent: Sequence[Submission]) -> list[Kept]:
        numbers = sorted({one.number for one in sent})
        rows = await self._scope.fetch(_BY_NUMBER, {"numbers": numbers})
        return [kept_from(row, self._scope.keys) for row in rows]


def _to_json(filled: Filled) -> dict[str, object]:
    return {item.name: getattr(filled, item.name) for item in _FIELDS}


def kept_from(row: Mapping[Any, Any], keys: KeyRing) -> Kept:
    """The submission that a row holds."""
    said: dict[str, Any] = keys.open_json(SAID, row["said"])
    done = row["status"] == DONE
    filed = None
    if done:
        filed = Filed(
            lead_id=row["lead_id"] or 0,
            contact_id=row["contact_id"] or 0,
            made=row["made"],
            opened=row["opened"],
            digest=row["digest"] or "",
            answers=said.get("answers", {}),
        )
    submission = Submission(
        number=row["number"],
        form=row["form"],
        content=bytes(row["content"]),
        filled=Filled(language="") if done else Filled(**said),
        sent_at=row["sent_at"],
        signed_at=row["signed_at"],
    )
    return Kept(submission, filed, row["reader_id"], row["attempts"])


async def forget_submissions(scope: Scope, contact: Contact, lead_ids: Sequence[int]) -> None:
    """What a person sent goes; a repetition is still known by its number."""
    nothing = scope.keys.emptied(SAID)
    scope.sweep(
        submissions, _FORGET, {"person": contact.id, "lead_ids": lead_ids, "nothing": nothing}
    )
    for row in await scope.fetch(_WAITING, {}):
        if speaks_of(contact, scope.keys.open(SAID, row["said"])):
            gone = {"said": nothing, "status": DONE, "error": None}
            scope.update(submissions, row["number"], gone)
