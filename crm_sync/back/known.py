"""What is known to stand in a lead's card, thing by thing: who said it last, and when. Pure.

Each thing is a register in which the later word wins, so that words that come twice or in another
order end in the same. What we write ourselves is noted there too: hearing it again is no news.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crm_sync.mapping.modes import same
from crm_sync.publishing.links import MEETING, OWNER, PLACE, Sent, as_values, meeting_of
from leads.crm_back.meeting import MeetingState

STAGE, REASON, UNKNOWN, WORKED, GONE = "@stage", "@reason", "@unknown", "@worked", "@gone"


@dataclass(frozen=True, slots=True)
class Word:
    """What was said last of one thing: at what moment of the CRM's, in which event.

    `written` is when we wrote it ourselves. With `later` it could not count yet.
    """

    value: str | int | float | bool | None
    at: datetime | None = None
    event: str = ""
    written: datetime | None = None
    later: bool = False


Known = Mapping[str, Word]


def stage_word(pipeline: str | None, stage: str, closed: str | None = None) -> str:
    """A stage as it is known: pipeline, stage and how it ends a deal."""
    return "/".join((pipeline or "", stage, closed or ""))


def parts(word: str) -> tuple[str, str, str]:
    """The three parts of such a word; a stage's own name may hold a slash."""
    first, _, rest = word.partition("/")
    middle, _, last = rest.rpartition("/")
    return first, middle, last


def last_word(known: Known, sent: Sent, thing: str) -> Word | None:
    """What was said last of a thing; what was sent, where nothing was heard of it yet."""
    if thing in known:
        return known[thing]
    place = parts(str(sent[PLACE])) if sent.get(PLACE) else None
    if thing == STAGE:
        return Word(stage_word(place[0], place[1])) if place else None
    if thing == REASON:
        return Word(place[2]) if place and place[2] else None
    value = as_values(sent).get(OWNER if thing == OWNER else thing)
    return Word(value) if isinstance(value, str | int | float) else None


def is_stale(before: Word, at: datetime | None, event: str, *, fresh: bool) -> bool:
    """Whether something later was said already. What was read just now (`fresh`) is older only by
    the CRM's own clock; what is only told may also be older than what we wrote since."""
    if at is None:
        return False
    if fresh:
        return before.at is not None and at < before.at
    if before.written is not None and at < before.written.replace(microsecond=0):
        return True  # many stamp changes by the second
    return before.at is not None and (at, event) < (before.at, before.event)


def says_same(thing: str, one: Word, value: str | int | float) -> bool:
    """Whether a value says what was known."""
    if thing == MEETING:
        return _same_meeting(str(one.value), str(value))
    if thing in (STAGE, UNKNOWN):
        before, now = parts(str(one.value)), parts(str(value))
        return before[1] == now[1] and (before[0] == now[0] or "" in (before[0], now[0]))
    return same(one.value, value)


def _same_meeting(one: str, other: str) -> bool:
    """Whether a meeting stands where it stood; a CRM may not tell how long it takes, nor how one
    that is over has ended."""
    (begins, minutes, state), (begins_now, minutes_now, state_now) = (
        meeting_of(one),
        meeting_of(other),
    )
    over = MeetingState.PLANNED not in (state, state_now)
    lasts = minutes == minutes_now or None in (minutes, minutes_now)
    return over or (begins == begins_now and lasts and state is state_now)


def after_writing(known: Known, before: Sent, sent: Sent, now: datetime) -> dict[str, Word]:
    """What is known once we have written: whatever of it changed is our own word."""
    found = dict(known)

    def wrote(thing: str, value: object) -> None:
        if isinstance(value, str | int | float):
            was = found.get(thing, Word(None))
            found[thing] = replace(was, value=value, written=now, later=False)

    for thing, value in sent.items():
        if value == before.get(thing):
            continue
        if thing == PLACE:
            pipeline, stage, reason = parts(str(value))
            wrote(STAGE, stage_word(pipeline, stage))
            if reason:
                wrote(REASON, reason)
        elif thing in (OWNER, MEETING) or thing in found:
            wrote(thing, value)
    return found


def known_json(known: Known) -> dict[str, object]:
    """The words as plain JSON."""
    return {
        thing: {
            "value": word.value,
            "at": word.at and word.at.isoformat(),
            "event": word.event,
            "written": word.written and word.written.isoformat(),
            "later": word.later,
        }
        for thing, word in known.items()
    }


def known_from_json(raw: Mapping[str, object]) -> dict[str, Word]:
    """The inverse."""
    found: dict[str, Word] = {}
    for thing, told in raw.items():
        if isinstance(told, Mapping):
            at, written = told["at"], told["written"]
            found[thing] = Word(
                told["value"],
                datetime.fromisoformat(at) if at else None,
                told["event"],
                datetime.fromisoformat(written) if written else None,
                told["later"],
            )
    return found
