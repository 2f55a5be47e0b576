"""A mailing as a value: what it says, to whom, how far it is agreed on and sent. No storage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from leads.clock import require_aware
from leads.mailings.segment import Segment

KIND = "mailing"
"""The kind of touches that carry a mailing."""
GONE = "mailing_gone"
"""The kind of touches that take a message of a mailing away again."""

LASTS = timedelta(days=7)
"""Whoever could not be written to for so long (quiet hours, caps, a talk) is left alone."""
ANSWERED_WITHIN = timedelta(days=7)
FOLLOWED = timedelta(days=30)
"""For how long meetings and sales count as results."""
DELETABLE = timedelta(hours=48)
"""Telegram lets a bot take its message away for so long."""


class MailingState(StrEnum):
    """How far a mailing is."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


BEFORE_START = frozenset({MailingState.DRAFT, MailingState.ASKED, MailingState.APPROVED})
UNDER_WAY = frozenset({MailingState.RUNNING, MailingState.PAUSED})
OVER = frozenset({MailingState.STOPPED, MailingState.DONE})


class MailingRefused(ValueError):
    """That can't be done with the mailing now; `reason` is a code that the texts explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the mailing shall bring, stated before: meetings and sales, at least and at most, from
    `of` people who get it."""

    meetings: tuple[int, int]
    sales: tuple[int, int]
    of: int


_SPAN = r"(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?"
_EXPECTED = re.compile(rf"\D*{_SPAN}[^\d–—-]+{_SPAN}[^\d–—-]+(\d{{1,7}})\D*")


def read_expectation(text: str) -> Expectation | None:
    """`10-15 4 50`, also with words around: meetings, sales, from how many. None for others."""
    found = _EXPECTED.fullmatch(text)
    if found is None:
        return None
    first, upto, sold, sold_upto, of = found.groups()
    meetings = (int(first), int(upto or first))
    sales = (int(sold), int(sold_upto or sold))
    fine = all(low <= high <= int(of) for low, high in (meetings, sales)) and int(of) > 0
    return Expectation(meetings, sales, int(of)) if fine else None


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mailing. `id` is 0 until storage has allotted one.

    `text` is Telegram HTML, `product` what it offers (nobody gets it while that is not on sale).
    With `asks` there is a button under which the bot asks what is missing of a person's answers.
    `created_by` and `approved_by` are Telegram ids. `begins_at` is from when it is sent. People up
    to number `last` are its recipients, those up to `planned` have their touch already; the same
    of `gone`, by recipients' numbers, once it is to be deleted (`deleting_at`).
    """

    id: int
    created_by: int
    created_at: datetime
    state: MailingState = MailingState.DRAFT
    segment: Segment = field(default_factory=Segment)
    text: str = ""
    product: str | None = None
    asks: bool = False
    expected: Expectation | None = None
    tested_at: datetime | None = None
    approved_by: int | None = None
    approver: str = ""
    begins_at: datetime | None = None
    planned: int = 0
    last: int = 0
    finished_at: datetime | None = None
    deleting_at: datetime | None = None
    gone: int = 0

    def __post_init__(self) -> None:
        require_aware(
            created_at=self.created_at,
            tested_at=self.tested_at,
            begins_at=self.begins_at,
            finished_at=self.finished_at,
            deleting_at=self.deleting_at,
        )

    @property
    def is_planned(self) -> bool:
        """Every recipient has their touch."""
        return self.begins_at is not None and self.planned >= self.last

    def changed(self, **changes: object) -> Mailing:
        """With another offer: it has to be tried and agreed on anew."""
        self._refuse_once_started()
        anew = {"state": MailingState.DRAFT, "tested_at": None, "approved_by": None, "approver": ""}
        return replace(self, **{**anew, **changes})  # type: ignore[arg-type]

    def aimed(self, segment: Segment) -> Mailing:
        """At other people; the offer stays as it was agreed on."""
        self._refuse_once_started()
        return replace(self, segment=segment)

    def toggled_questions(self) -> Mailing:
        """With a button for what is missing, or without it any more."""
        return self.changed(asks=not self.asks)

    def expecting(self, expected: Expectation) -> Mailing:
        """With an expectation, which has to be stated before the start."""
        self._refuse_once_started()
        return replace(self, expected=expected)

    def asked(self) -> Mailing:
        """Put before sales."""
        self._refuse_once_started()
        if self.state is MailingState.APPROVED:
            raise MailingRefused("approved")
        self._refuse_without_text()
        return replace(self, state=MailingState.ASKED)

    def approved(self, by: int, name: str) -> Mailing:
        """Agreed on by somebody of sales."""
        if self.state is not MailingState.ASKED:
            raise MailingRefused("not_asked")
        return replace(self, state=MailingState.APPROVED, approved_by=by, approver=name)

    def sent_back(self) -> Mailing:
        """Not agreed on."""
        if self.state is not MailingState.ASKED:
            raise MailingRefused("not_asked")
        return replace(self, state=MailingState.DRAFT)

    def tested(self, now: datetime) -> Mailing:
        """Sent to whoever makes it, to be looked at."""
        self._refuse_without_text()
        return replace(self, tested_at=now)

    def started(self, at: datetime, last: int) -> Mailing:
        """Under way from that moment on, to people up to number `last`."""
        self._refuse_once_started()
        self._refuse_without_text()
        if self.expected is None:
            raise MailingRefused("no_expectation")
        if self.state is not MailingState.APPROVED:
            raise MailingRefused("not_approved")
        if self.tested_at is None:
            raise MailingRefused("not_tested")
        return replace(self, state=MailingState.RUNNING, begins_at=at, last=last)

    def paused(self) -> Mailing:
        """Held; `resumed` lets it go on."""
        if self.state is not MailingState.RUNNING:
            raise MailingRefused("not_running")
        return replace(self, state=MailingState.PAUSED)

    def resumed(self) -> Mailing:
        """Let go on."""
        if self.state is not MailingState.PAUSED:
            raise MailingRefused("not_paused")
        return replace(self, state=MailingState.RUNNING)

    def stopped(self) -> Mailing:
        """Over for good, whoever has not got it; it is finished once their touches are gone."""
        if self.state not in UNDER_WAY:
            raise MailingRefused("not_running")
        return replace(self, state=MailingState.STOPPED)

    def finished(self, now: datetime) -> Mailing:
        """With nothing left to do."""
        state = MailingState.DONE if self.state is MailingState.RUNNING else self.state
        return replace(self, state=state, finished_at=now)

    def to_be_deleted(self, now: datetime) -> Mailing:
        """To be taken away where it arrived, as far as Telegram lets us."""
        if self.state not in OVER or self.finished_at is None:
            raise MailingRefused("stop_first")
        if self.deleting_at is not None:
            raise MailingRefused("deleted")
        if now - self.finished_at >= DELETABLE:
            raise MailingRefused("too_late")
        return replace(self, deleting_at=now)

    def _refuse_once_started(self) -> None:
        if self.state not in BEFORE_START:
            raise MailingRefused("started")

    def _refuse_without_text(self) -> None:
        if not self.text:
            raise MailingRefused("no_text")


def touches_of(mailing_id: int) -> str:
    """What the keys of the mailing's touches begin with; the person's number follows."""
    return f"mail:{mailing_id}:"


def removals_of(mailing_id: int) -> str:
    """What the keys of the touches that take it away begin with; the person's number follows."""
    return f"unmail:{mailing_id}:"
