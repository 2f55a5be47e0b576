"""What an adapter can do, takes and keeps to, as data: read by the publisher, tests and docs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto


class Capability(Flag):
    """What an adapter can do beyond writing a lead. What it lacks raises `CrmUnsupported`."""

    COMPANIES = auto()
    CONTACTS = auto()
    LOOKUP = auto()  # finds a card by our key
    RECOGNISE = auto()  # finds who was there before us: by phone, e-mail, INN, site
    READ = auto()
    STAGES = auto()
    LOSS_REASONS = auto()
    OWNERS = auto()
    NOTES = auto()
    TASKS = auto()
    MEETINGS = auto()
    MEETING_MOVES = auto()  # moves a meeting, ends it and calls it off
    MEETINGS_BACK = auto()  # tells of meetings that people make and move there
    FILES = auto()
    SCHEMA = auto()  # lists its own fields, pipelines and users
    MAKE_FIELDS = auto()
    CHANGES = auto()  # changes since, by polling
    WEBHOOKS = auto()
    ERASE = auto()  # empties the card of a person who was erased
    BASE = auto()  # hands over its companies, contacts and deals
    BATCH = auto()  # writes several leads in one call


@dataclass(frozen=True, slots=True)
class Limits:
    """What one account allows, all workers together.

    `rate` calls a second on the average with at most `burst` in a row, `at_once` of them under
    way in one process. `operating` is how many seconds of its own work the CRM grants a method in
    ten minutes, None where it does not count. Of a call that broke off, what it made is found by
    its key after `lookup_lag` seconds: by then the CRM has ended its work and indexed it. `timeout`
    is for one call.
    """

    rate: float
    burst: int = 1
    at_once: int = 4
    operating: float | None = None
    lookup_lag: float = 0.0
    timeout: float = 20.0

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.burst < 1 or self.at_once < 1 or self.timeout <= 0:
            raise ValueError("limits need a rate, a burst, calls at once and a timeout")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that an account of this CRM is told in the file of accounts.

    A `secret` stands in the environment and never in the file.
    """

    name: str
    meaning: str
    secret: bool = False
    required: bool = True
    default: str = ""
