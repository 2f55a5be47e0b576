"""Brings reports to chats as pictures and files: the figures are read and the face is made when the
row is delivered, in a thread, so that nobody's answer waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.chat.outcomes import outcome_of
from bot.chat.reports.faces.speech import PictureSpeech
from bot.chat.reports.faces.spoken import Spoken
from bot.chat.reports.faces.wanted import Face, Wanted
from bot.chat.reports.naming import Naming
from bot.chat.sender import Delivery, Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.outbox import Claimed
from reports.exports.files import Format, file_of
from reports.exports.tables import sheets
from reports.source import Sources
from reports.tables import Report
from scheduler.relay import Deliver, Outcome, Parked


class Faces:
    """Reports as pictures and files. `sources` and `naming` are asked for with the first one."""

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
        # Making one takes memory for a moment; one at a time is enough.
        self._making = asyncio.Lock()

    def by(self, sender: Sender) -> Deliver:
        """What delivers their rows through `sender`."""

        async def deliver(row: Claimed) -> Outcome:
            wanted = Wanted.of(row.payload)
            if wanted.report not in self._sources():
                return Parked(f"there is no report {wanted.report!r} any more")
            report = await self._sources()[wanted.report].report(wanted.asked, wanted.today)
            return outcome_of(await self._send(sender, wanted, report))

        return deliver

    async def picture(self, report: Report, locale: str) -> bytes:
        """The picture of a report."""
        speech = PictureSpeech(self._texts, self._naming(), locale)
        async with self._making:
            return await asyncio.to_thread(_drawn, report, speech, self._clock.now(), self._theme)

    async def file(self, report: Report, face: Face, locale: str) -> tuple[str, bytes]:
        """The file of a report, and its name. Without the extra `xlsx` it is CSV all the same."""
        words = Spoken(self._texts, self._naming(), locale)
        async with self._making:
            return await asyncio.to_thread(_filed, report, face, words)

    async def _send(self, sender: Sender, wanted: Wanted, report: Report) -> Delivery:
        photo = wanted.face is Face.PICTURE
        if photo:
            name, content = f"{report.id}.png", await self.picture(report, wanted.locale)
        else:
            name, content = await self.file(report, wanted.face, wanted.locale)
        words = Spoken(self._texts, self._naming(), wanted.locale)
        caption = self._texts.render(
            "report_face",
            wanted.locale,
            title=words.title(report.id),
            covers=words.about(report.about),
        )
        return await sender.file(
            wanted.chat_id, name, content, caption, photo=photo, thread=wanted.thread
        )


def _drawn(report: Report, speech: PictureSpeech, now: datetime, theme: str) -> bytes:
    # The extra `charts` is imported when somebody wants a picture.
    from reports.charts.board.inks import Theme  # noqa: PLC0415
    from reports.charts.drawing import picture  # noqa: PLC0415

    return picture(report, speech, now, theme=Theme(theme))


def _filed(report: Report, face: Face, words: Spoken) -> tuple[str, bytes]:
    period = report.about.period
    name = f"{report.id}-{period.first}-{period.last}"
    made = sheets(report, words)
    try:
        return file_of(made, Format(face.value), name, words.locale)
    except ImportError:
        return file_of(made, Format.CSV, name, words.locale)
