"""Brings reports to chats as pictures: the figures are read and the picture is drawn when the row
is delivered, in a thread, so that nobody's answer waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.chat.outcomes import outcome_of
from bot.chat.reports.faces.wanted import Wanted
from bot.chat.reports.naming import Naming
from bot.chat.reports.speech import PictureSpeech
from bot.chat.sender import Delivery, Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.outbox import Claimed
from reports.source import Sources
from reports.tables import Report
from scheduler.relay import Deliver, Outcome, Parked


class Faces:
    """Reports as pictures. `sources` and `naming` are asked for with the first of them."""

    def __init__(
        self,
        sources: Callable[[], Sources],
        naming: Callable[[], Naming],
        texts: Texts,
        clock: Clock,
        theme: str,
    ) -> None:
        self._sources = sources
        self._naming = naming
        self._texts = texts
        self._clock = clock
        self._theme = theme
        # Drawing takes memory for a moment; one at a time is enough.
        self._drawing = asyncio.Lock()

    def by(self, sender: Sender) -> Deliver:
        """What delivers their rows through `sender`."""

        async def deliver(row: Claimed) -> Outcome:
            wanted = Wanted.of(row.payload)
            if wanted.report not in self._sources():
                return Parked(f"there is no report {wanted.report!r} any more")
            report = await self._sources()[wanted.report].report(wanted.asked, wanted.today)
            return outcome_of(await self._send(sender, wanted, report))

        return deliver

    async def picture(self, report: Report, speech: PictureSpeech) -> bytes:
        """The picture of a report."""
        async with self._drawing:
            return await asyncio.to_thread(_drawn, report, speech, self._clock.now(), self._theme)

    async def _send(self, sender: Sender, wanted: Wanted, report: Report) -> Delivery:
        speech = PictureSpeech(self._texts, self._naming(), wanted.locale)
        picture = await self.picture(report, speech)
        caption = self._texts.render(
            "report_face",
            wanted.locale,
            title=speech.title(report.id),
            covers=speech.about(report.about),
        )
        return await sender.file(
            wanted.chat_id,
            f"{report.id}.png",
            picture,
            caption,
            photo=True,
            thread=wanted.thread,
        )


def _drawn(report: Report, speech: PictureSpeech, now: datetime, theme: str) -> bytes:
    # The extra `charts` is imported when somebody wants a picture.
    from reports.charts.board.inks import Theme  # noqa: PLC0415
    from reports.charts.drawing import picture  # noqa: PLC0415

    return picture(report, speech, now, theme=Theme(theme))
