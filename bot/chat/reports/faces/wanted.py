"""A picture or a file that somebody wants, as an outbox row: what of, for whom, of which day.

The row holds what was asked, never figures: those are read when it is delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.chat.reports.faces import REPORT_FACE
from leads.outbox import OutboxMessage, Topic, lane_to
from reports.asking.asked import Asked
from reports.asking.code import coded, decoded
from reports.tables import Report

VERSION = 1


class Face(StrEnum):
    """How a report is wanted."""

    PICTURE = "picture"
    XLSX = "xlsx"
    CSV = "csv"


def asked_of(report: Report) -> Asked:
    """What gives the same report again, on any day."""
    return Asked(report.about.period, filters=report.about.filters)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report in one face, for a chat, or for a `folder` of the server; `today` is the day that
    it was asked on."""

    face: Face
    report: str
    asked: Asked
    today: date
    chat_id: int
    locale: str
    thread: int | None = None
    folder: str = ""

    def row(self, key: str) -> OutboxMessage:
        """The row; `delivery` brings it."""
        return OutboxMessage(
            topic=Topic.CHAT,
            key=key,
            lane=f"folder:{self.report}" if self.folder else lane_to(self.chat_id),
            payload={
                "kind": REPORT_FACE,
                "v": VERSION,
                "face": self.face.value,
                "report": self.report,
                "asked": coded(self.asked),
                "today": self.today.isoformat(),
                "chat_id": self.chat_id,
                "locale": self.locale,
                "thread": self.thread,
                "folder": self.folder,
            },
        )

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Wanted:
        """The inverse; ValueError for what this program does not know."""
        if payload.get("kind") != REPORT_FACE or payload.get("v") != VERSION:
            raise ValueError(f"no {REPORT_FACE} of version {VERSION}")
        return cls(
            Face(payload["face"]),
            str(payload["report"]),
            decoded(str(payload["asked"])),
            date.fromisoformat(payload["today"]),
            int(payload["chat_id"]),
            str(payload["locale"]),
            payload["thread"],
            str(payload["folder"]),
        )
