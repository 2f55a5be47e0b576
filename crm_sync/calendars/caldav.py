"""One calendar over CalDAV (RFC 4791): busy times read from it, events put there and taken away.

Values in, values out: iCalendar texts are made by `leads.meetings.ics`, what is done with busy
times is `bot.app.calendars`' business. Putting or taking away twice is the same as once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import quote, urljoin
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from recurring_ical_events import of

from crm_sync.capabilities import Limits
from crm_sync.errors import CrmConfigError, CrmNotFound
from crm_sync.supply.web import basic
from crm_sync.transport import Answer, Call, Transport
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter
from leads.clock import Clock
from leads.local_time import first_moment
from leads.meetings.meeting import Slot
from leads.team import OwnCalendar

LIMITS = Limits(rate=2, burst=10)
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
OURS = "prequal-"
"""What the names of our own meetings begin with: they are known already."""

QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="{first}" end="{last}"/>
</c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""
XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
ICS = {"Content-Type": "text/calendar; charset=utf-8"}


class CalDav:
    """The calendar at `own.url`. Days without hours are those of `zone`. Calls raise `CrmError`."""

    def __init__(self, own: OwnCalendar, password: str, zone: ZoneInfo, clock: Clock) -> None:
        self._url = own.url if own.url.endswith("/") else f"{own.url}/"
        self._zone = zone
        login = basic(own.user, password)
        self._headers = {"Authorization": login}
        limiter = PacedLimiter("calendar", LIMITS, MemoryPaces(), clock)
        mask = Mask([password, login])
        self._transport = Transport(LIMITS, limiter, mask, clock.now, private=True)

    async def busy(self, first: datetime, last: datetime) -> list[Slot]:
        """When its owner is busy between the two, each time of a repeated event by itself.

        Events that are free, called off, or our own meetings do not count.
        """
        body = QUERY.format(first=_stamp(first), last=_stamp(last))
        answer = await self._call("REPORT", self._url, body, XML)
        try:
            root = ElementTree.fromstring(answer.body)
            texts = [one.text or "" for one in root.iter(f"{CALDAV}calendar-data")]
            return sorted(
                {slot for text in texts for slot in self._slots(text, first, last)},
                key=lambda slot: (slot.starts_at, slot.ends_at),
            )
        except (ElementTree.ParseError, ValueError) as error:
            raise CrmConfigError(f"the calendar answers what can't be read: {error}") from error

    async def put(self, uid: str, event: bytes) -> None:
        """Write the event, in place of the one of that name."""
        await self._call("PUT", self._at(uid), event, ICS)

    async def delete(self, uid: str) -> None:
        """Take the event away; one that is gone is no trouble."""
        try:
            await self._call("DELETE", self._at(uid), b"", {})
        except CrmNotFound:
            return

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def _call(
        self, method: str, url: str, body: str | bytes, headers: dict[str, str]
    ) -> Answer:
        data = body.encode() if isinstance(body, str) else body
        call = Call(
            method,
            method,
            url,
            repeatable=True,
            data=data or None,
            headers={**self._headers, **headers},
        )
        return await self._transport.send(call)

    def _at(self, uid: str) -> str:
        return urljoin(self._url, f"{quote(uid)}.ics")

    def _slots(self, text: str, first: datetime, last: datetime) -> Iterator[Slot]:
        calendar = Calendar.from_ical(text)
        for event in of(calendar, skip_bad_series=True).between(first, last):
            if not _counts(event):
                continue
            starts_at, ends_at = self._moment(event.start), self._moment(event.end)
            if starts_at < ends_at:
                yield Slot(starts_at, ends_at)

    def _moment(self, at: date | datetime) -> datetime:
        """A moment in UTC; a day begins with its first one, a time without a zone is ours."""
        if not isinstance(at, datetime):
            return first_moment(at, time(), self._zone)
        return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)


def _counts(event: Component) -> bool:
    free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
    off = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return not (free or off or str(event.get("UID", "")).startswith(OURS))


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
