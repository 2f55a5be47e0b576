"""Brings reports to chats as pictures and files: the figures are read and the face is made when the
row is delivered, in a thread, so that nobody's answer waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.outcomes import outcome_of
from bot.chat.reports.faces.folder import put
from bot.chat.reports.faces.speech import PictureSpeech
from bot.chat.reports.faces.spoken import Spoken
from bot.chat.reports.faces.wanted import Face, Wanted, asked_of
from bot.chat.reports.naming import Naming
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from dialogs.reading.dates import Period
from leads.clock import Clock
from leads.outbox import Claimed
from reports.asking.asked import About, Asked
from reports.exports import LEADS
from reports.exports.files import Format, file_of
from reports.exports.leads import MONTHS, MOST, MOST_OF_A_WORKBOOK, LeadReader, lead_sheet
from reports.exports.sheet import Sheet
from reports.exports.tables import sheets
from reports.slices import instants, looking_back
from reports.source import Sources
from reports.tables import Report
from scheduler.relay import Deferred, Delivered, Outcome, Parked

EVER = date(2000, 1, 1)
"""Nobody has enquired before."""
FRESH = timedelta(seconds=30)
"""How long a report that was just told as text need not be read again for its picture."""
KEPT = 8
"""So many of them at the most."""


@dataclass(frozen=True, slots=True)
class Made:
    """A face that is ready: its name, what is in it, and what it is about."""

    name: str
    content: bytes
    title: str
    covers: Sequence[str]


class Faces:
    """Reports as pictures and files, leads as files."""

    def __init__(
        self,
        sources: Sources,
        naming: Naming,
        leads: LeadReader,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
        theme: str,
    ) -> None:
        self._sources = sources
        self._naming = naming
        self._leads = leads
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._theme = theme
        # Making one takes memory for a moment; one at a time is enough.
        self._making = asyncio.Lock()
        self._told: dict[tuple[str, Asked], tuple[datetime, Report]] = {}

    def keep(self, report: Report) -> None:
        """A report that was just told as text: its picture mostly follows at once."""
        now = self._clock.now()
        fresh = [one for one in self._told.items() if one[1][0] > now - FRESH]
        self._told = dict(fresh[1 - KEPT :])
        self._told[report.id, asked_of(report)] = now, report

    async def deliver(self, sender: Sender, row: Claimed) -> Outcome:
        """Make what a row wants and bring it there."""
        wanted = Wanted.of(row.payload)
        made = await self.made(wanted)
        if made is None:
            return Parked(f"there is no report {wanted.report!r} any more")
        if wanted.folder:
            return await _kept(Path(wanted.folder), made)
        caption = self._texts.render(
            "report_face", wanted.locale, title=made.title, covers=made.covers
        )
        sent = await sender.file(
            wanted.chat_id,
            made.name,
            made.content,
            caption,
            photo=wanted.face is Face.PICTURE,
            thread=wanted.thread,
        )
        return outcome_of(sent)

    async def made(self, wanted: Wanted) -> Made | None:
        """The picture or the file; None where there is no such report."""
        words = PictureSpeech(self._texts, self._naming, wanted.locale)
        if wanted.report == LEADS:
            about, sheet, long = await self._lead_sheet(wanted, words)
            if long:
                wanted = replace(wanted, face=Face.CSV)
            return await self._file(wanted, about, [sheet], words)
        source = self._sources.get(wanted.report)
        if source is None:
            return None
        report = self._lately(wanted) or await source.report(wanted.asked, wanted.today)
        if wanted.face is not Face.PICTURE:
            return await self._file(wanted, report.about, sheets(report, words), words)
        content = await self.picture(report, words)
        return Made(f"{report.id}.png", content, words.title(report.id), words.about(report.about))

    def _lately(self, wanted: Wanted) -> Report | None:
        """The report, if it was told moments ago: nothing is read twice for one question."""
        at, report = self._told.get((wanted.report, wanted.asked), (None, None))
        return report if at is not None and at > self._clock.now() - FRESH else None

    async def picture(self, report: Report, words: PictureSpeech) -> bytes:
        """The picture of a report."""
        async with self._making:
            return await asyncio.to_thread(_drawn, report, words, self._clock.now(), self._theme)

    async def _file(
        self, wanted: Wanted, about: About, made: Sequence[Sheet], words: Spoken
    ) -> Made:
        """Without the extra `xlsx` it is CSV all the same."""
        name = f"{wanted.report}-{about.period.first}-{about.period.last}"
        async with self._making:
            named, content = await asyncio.to_thread(_filed, made, wanted.face, name, words.locale)
        return Made(named, content, words.title(wanted.report), words.about(about))

    async def _lead_sheet(self, wanted: Wanted, words: Spoken) -> tuple[About, Sheet, bool]:
        asked, reader = wanted.asked, self._leads
        whole = Period(EVER, wanted.today) if asked.everything else None
        period = whole or asked.period or looking_back(wanted.today, MONTHS)
        since, until = instants(period, self._zone)
        many = await reader.many(since, until, asked.filters)
        lines = await reader.lines(since, until, asked.filters, MOST)
        if whole and lines:
            first = min(line.enquired_at for line in lines)
            period = Period(first.astimezone(self._zone).date(), period.last)
        about = About(period, asked.filters)
        sheet = lead_sheet(lines, many, about, words, self._zone)
        return about, sheet, len(lines) > MOST_OF_A_WORKBOOK


async def _kept(folder: Path, made: Made) -> Outcome:
    """A full disk or a folder that is away is tried again."""
    try:
        await asyncio.to_thread(put, folder, made.name, made.content)
    except OSError as error:
        return Deferred(f"{folder}: {error.strerror}")
    return Delivered()


def _drawn(report: Report, words: PictureSpeech, now: datetime, theme: str) -> bytes:
    # The extra `charts` is imported when somebody wants a picture.
    from reports.charts.board.inks import Theme  # noqa: PLC0415
    from reports.charts.drawing import picture  # noqa: PLC0415

    return picture(report, words, now, theme=Theme(theme))


def _filed(made: Sequence[Sheet], face: Face, name: str, locale: str) -> tuple[str, bytes]:
    try:
        return file_of(made, Format(face.value), name, locale)
    except ImportError:
        return file_of(made, Format.CSV, name, locale)
