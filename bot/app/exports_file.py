"""The file of exports (EXPORTS_FILE) → files that are made by themselves. Every mistake is told
with its place and what to mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import time

from bot.app.settings import SettingsError
from bot.app.strict_file import read_strictly
from dialogs.schema.fields import ID, Fields, Report, open_fields
from dialogs.schema.keys import Part
from dialogs.source import Entries, Mark, Tree
from reports.asking.asked import Asked
from reports.asking.filters import EVERYTHING, Filters
from reports.exports.files import Format
from reports.exports.schedule import Every, Schedule, Scheduled

SETTING = "EXPORTS_FILE"
LONGEST_ID = 32
FILE = Part.of("exports")
EXPORT = Part.of("report every at", "only format folder to")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")

Understood = Callable[[str], Asked | str]
"""Reads filters in plain words; a text says what is not clear."""


def load_exports(
    file: str, reports: Collection[str], managers: Collection[int], understood: Understood
) -> tuple[Scheduled, ...]:
    """What `file` says, nothing for "". `SettingsError`; OSError when it can't be read."""
    if not file:
        return ()
    return read_strictly(
        file,
        SETTING,
        lambda report, tree: tuple(_Reader(report, reports, managers, understood).exports(tree)),
        SettingsError,
    )


@dataclass(slots=True)
class _Reader:
    report: Report
    reports: Collection[str]
    managers: Collection[int]
    understood: Understood

    def exports(self, tree: Tree) -> Iterator[Scheduled]:
        top = open_fields(self.report, tree, (), "the file of exports", FILE)
        listed = top.get("exports") if top else None
        if isinstance(listed, Entries):
            for entry in listed.entries:
                if found := self.export(entry.key, entry.mark, entry.value):
                    yield found
        elif listed is not None:
            self.wrong(listed.mark, "exports leads from a name to an export", "name one")

    def export(self, name: str, mark: Mark, tree: Tree) -> Scheduled | None:
        if not ID.fullmatch(name) or len(name) > LONGEST_ID:
            fix = f"use letters, digits, _ and -, a letter first, at most {LONGEST_ID}"
            self.wrong(mark, f"{name[:40]!r} is no name for an export", fix)
            return None
        fields = open_fields(self.report, tree, (name,), f"export {name}", EXPORT)
        if fields is None:
            return None
        report = fields.one_of("report", self.reports, "a report")
        every = fields.one_of("every", list(Every), "day, week or month")
        at, filters, to = self.time(fields), self.filters(fields), self.people(fields)
        format_ = fields.one_of("format", list(Format), "xlsx or csv") or Format.XLSX.value
        folder = fields.scalar("folder")
        if not to and folder is None:
            self.wrong(fields.mark, f"export {name} goes nowhere", "add folder, to, or both")
        if report is None or every is None or at is None:
            return None
        where = folder.text if folder else ""
        schedule = Schedule(Every(every), at)
        return Scheduled(name, report, schedule, Format(format_), filters, where, to)

    def time(self, fields: Fields) -> time | None:
        scalar = fields.scalar("at")
        if scalar is None:
            return None
        found = _TIME.fullmatch(scalar.text)
        if found is None:
            self.wrong(scalar.mark, f"{scalar.text[:40]!r} is no time", 'write "09:00"')
            return None
        return time(int(found[1]), int(found[2]))

    def filters(self, fields: Fields) -> Filters:
        scalar = fields.scalar("only")
        if scalar is None:
            return EVERYTHING
        asked = self.understood(scalar.text)
        if isinstance(asked, str):
            self.wrong(scalar.mark, f"only is not clear: {asked}", "name a product, a channel …")
        elif asked.period is not None or asked.everything:
            fix = "remove the period: a file is about what has ended"
            self.wrong(scalar.mark, "only names a period", fix)
        else:
            return asked.filters
        return EVERYTHING

    def people(self, fields: Fields) -> tuple[int, ...]:
        tree = fields.get("to")
        found: list[int] = []
        for item in self.report.items(tree, "to") if tree is not None else ():
            scalar = self.report.scalar(item, "to")
            number = scalar.value if scalar else None
            if isinstance(number, int) and number in self.managers:
                found.append(number)
            elif scalar is not None:
                text = f"{scalar.text[:40]!r} is no manager"
                self.wrong(scalar.mark, text, "name Telegram ids of MANAGER_IDS")
        return tuple(found)

    def wrong(self, mark: Mark, message: str, fix: str) -> None:
        self.report.error("wrong-value", mark, message, fix)
