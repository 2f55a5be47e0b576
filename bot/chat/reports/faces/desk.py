"""What stands under a report: buttons for its picture and its file, or the picture itself right
after it.

On a phone a funnel and a heat map say more as pictures, so those come by themselves; whoever
asked for the others has mostly read what they wanted, and taps.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.chat.answering import Answer, AnsweringUnitOfWork
from bot.chat.callbacks import FaceButton, packed
from bot.chat.messages import Button, Keyboard, Outgoing
from bot.chat.reports.faces.wanted import Face, Wanted, asked_of
from bot.chat.reports.scope import Place, Viewer
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import REPLY_BASIS, Purpose
from leads.outbox import OutboxMessage
from reports.asking.asked import Asked
from reports.asking.code import coded, decoded
from reports.exports import LEADS
from reports.tables import Report

PICTURED = ("funnel", "cohorts", "ltv", "abc", "avg_cheque", "nps")
"""Reports that have a picture."""
AT_ONCE = ("funnel", "cohorts")

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[AnsweringUnitOfWork], Awaitable[T]],
        *,
        update_ids: tuple[int, ...] = (),
    ) -> T: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What stood after /export: which report in which face, and what was asked of it, or why that
    is not clear."""

    face: Face
    report: str
    asked: Asked | str


class FaceDesk:
    """`keep` lets the picture that follows use the report that was told; `drawable` says whether
    the extra that draws is installed."""

    def __init__(
        self,
        works: Works,
        keep: Callable[[Report], None],
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
        *,
        drawable: bool,
    ) -> None:
        self._keep = keep
        self._works = works
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._drawable = drawable

    def answer(
        self, text: str, report: Report | None, place: Place, under: Keyboard = ()
    ) -> Answer:
        """The report as text, with what stands under it beside `under`."""
        if report is None or not report.size:
            return Answer(text, under)
        buttons, rows = self._faces(report), []
        if report.id in PICTURED and not self._drawable:
            rows.append(self._hint(place))
        elif report.id in AT_ONCE:
            self._keep(report)
            rows.append(self.wanted(Face.PICTURE, report.id, asked_of(report), place))
            buttons.remove(Face.PICTURE)
        return Answer(text, (*under, *self._buttons(buttons, report, place.locale)), rows)

    async def change(
        self, text: str, report: Report | None, place: Place, under: Keyboard, message_id: int
    ) -> None:
        """The same in place of what that message said; no picture comes by itself then."""
        if report is not None and report.size:
            under = (*under, *self._buttons(self._faces(report), report, place.locale))
        purpose, basis = Purpose.REPLY.value, str(REPLY_BASIS)
        message = Outgoing(place.chat_id, text, purpose, basis, under, edits=message_id)
        await self._once(message.row(f"u{place.update_id}:report"), place)

    def export(self, said: Said, place: Place, viewer: Viewer) -> Answer:
        """/export: a word that the file comes, or what to mend."""
        if isinstance(said.asked, str):
            return Answer(said.asked)
        if said.report == LEADS and not place.private:
            return Answer(self._texts.label("face_in_private", place.locale))
        if said.face is Face.PICTURE and said.report not in PICTURED:
            return Answer(self._texts.label("face_none", place.locale))
        if said.face is Face.PICTURE and not self._drawable:
            return Answer(self._texts.render("no_pictures", place.locale))
        asked = viewer.narrowed(said.report, said.asked)
        if asked is None:
            return Answer(self._texts.label("reports_not_yours", place.locale))
        row = self.wanted(said.face, said.report, asked, place)
        return Answer(self._texts.label("face_follows", place.locale), rows=(row,))

    async def tap(self, button: FaceButton, place: Place, viewer: Viewer) -> str:
        """What a toast says, "" for nothing; the picture follows."""
        try:
            asked = viewer.narrowed(button.report, decoded(button.asked))
            face = Face(button.face)
        except ValueError:
            return self._texts.label("face_stale", place.locale)
        if face is Face.PICTURE and not (button.report in PICTURED and self._drawable):
            return self._texts.label("face_stale", place.locale)
        if asked is None:
            return self._texts.toast("not_for_you", place.locale)
        await self._once(self.wanted(face, button.report, asked, place), place)
        return self._texts.label("face_follows", place.locale)

    async def _once(self, row: OutboxMessage, place: Place) -> None:
        """Keep the row, unless the update was dealt with already."""

        async def work(uow: AnsweringUnitOfWork) -> None:
            if await uow.inbox.claim(place.update_id):
                await uow.outbox.add(row)

        await self._works.run(work, update_ids=(place.update_id,))

    def _faces(self, report: Report) -> list[Face]:
        drawn = report.id in PICTURED and self._drawable
        return [Face.PICTURE, Face.XLSX] if drawn else [Face.XLSX]

    def _buttons(self, faces: Sequence[Face], report: Report, locale: str) -> Keyboard:
        """None where what was asked is too long for a button."""
        asked = coded(asked_of(report))
        try:
            data = [packed(FaceButton, one.value, report.id, asked) for one in faces]
        except ValueError:
            return ()
        labels = (self._texts.label(f"face_{one.value}", locale) for one in faces)
        return (tuple(Button(label, one) for label, one in zip(labels, data, strict=True)),)

    def wanted(self, face: Face, report: str, asked: Asked, place: Place) -> OutboxMessage:
        """The row of a report in that face."""
        today = self._clock.now().astimezone(self._zone).date()
        wanted = Wanted(face, report, asked, today, place.chat_id, place.locale, place.thread)
        return wanted.row(f"u{place.update_id}:{face.value}")

    def _hint(self, place: Place) -> OutboxMessage:
        """How to get pictures; the key keeps it from being said twice."""
        text = self._texts.render("no_pictures", place.locale)
        purpose, basis = Purpose.REPLY.value, str(REPLY_BASIS)
        message = Outgoing(place.chat_id, text, purpose, basis, thread=place.thread)
        return message.row(f"no-pictures:{place.chat_id}")
