"""The consent ledger, and messages that cannot be made without what they rest on.

The ledger is append-only: agreeing and withdrawing are entries, and the last one counts. Only
an entry of the person's own making changes it; no message that we send ever does. Texts and
sending are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leads.clock import require_aware


class Purpose(StrEnum):
    """What a message or a processing of data is for.

    An answer to the person's own message (`reply`) needs no consent. `service` (what was agreed:
    a call, a meeting) and `follow_up` (about the enquiry or deal under way, without anybody having
    asked for it: a nudge, times to meet, an invitation) go out unless refused. Everything else
    needs a consent given before.
    """

    REPLY = "reply"
    SERVICE = "service"
    FOLLOW_UP = "follow_up"
    PERSONAL_DATA = "personal_data"
    REMINDER = "reminder"
    SURVEY = "survey"
    ADVERTISING = "advertising"
    PARTNER = "partner"


class Audience(StrEnum):
    """Whom a message is for. Staff need no consent: it is their work."""

    PERSON = "person"
    STAFF = "staff"


STOPPED_BY_STOP = (Purpose.ADVERTISING, Purpose.REMINDER, Purpose.SURVEY, Purpose.FOLLOW_UP)
"""What /stop withdraws; service messages about what was agreed remain until refused too."""

UNLESS_REFUSED = (Purpose.SERVICE, Purpose.FOLLOW_UP)
"""What needs no consent, and may be refused."""

FREE = (Purpose.REPLY, *UNLESS_REFUSED)
"""What needs no consent."""


class NoConsent(PermissionError):
    """The person has not agreed to that, or no longer does. `purpose` says to what."""

    def __init__(self, purpose: Purpose, partner: str = "") -> None:
        super().__init__(f"no consent for {purpose.value}" + (f" {partner!r}" if partner else ""))
        self.purpose = purpose
        self.partner = partner


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of the ledger: given (`granted`) or withdrawn, to what, when, on which text.

    `text_hash` is the SHA-256 hex of the text shown, `message_id` the message it was in, `button`
    the label tapped, `source` where it happened (chat, site, import). A consent to `partner`
    names the partner, since it is given to one and to no other.
    """

    contact_id: int
    purpose: Purpose
    granted: bool
    at: datetime
    text_version: str = ""
    text_hash: str = ""
    language: str = "ru"
    message_id: int | None = None
    button: str | None = None
    source: str = "chat"
    partner: str = ""

    def __post_init__(self) -> None:
        require_aware(at=self.at)
        if (self.purpose is Purpose.PARTNER) != bool(self.partner):
            raise ValueError("a consent to pass data on names the partner, and no other does")
        if self.granted and not (self.text_version and self.text_hash):
            raise ValueError("a consent names the version and the hash of the text agreed to")


@dataclass(frozen=True, slots=True)
class Grant:
    """A consent in force for one contact: the entry that gives it."""

    entry: ConsentEntry

    def __post_init__(self) -> None:
        if not self.entry.granted:
            raise NoConsent(self.entry.purpose, self.entry.partner)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a message for `purpose` rests on: a grant where one is needed, nothing where not.

    Refuses to exist otherwise (`NoConsent`), so whoever holds one may send.
    """

    purpose: Purpose
    audience: Audience = Audience.PERSON
    grant: Grant | None = None

    def __post_init__(self) -> None:
        if self.grant is None and self.purpose not in FREE:
            raise NoConsent(self.purpose)
        if self.grant is not None and self.grant.entry.purpose is not self.purpose:
            raise NoConsent(self.purpose)

    def __str__(self) -> str:
        """As it is stored beside the message: `reply`, `service`, `follow_up`, `staff`, or
        `consent:…@…`."""
        if self.audience is Audience.STAFF:
            return "staff"
        if self.grant is None:
            return self.purpose.value
        entry = self.grant.entry
        return f"consent:{entry.purpose.value}@{entry.at.isoformat()}"


def rests(purpose: str, basis: str) -> bool:
    """Whether a stored `basis` is what a message for `purpose` may rest on, as `Basis` has it."""
    if basis == "staff":
        return purpose == Purpose.SERVICE.value
    if basis == purpose:
        return purpose in FREE
    return basis.startswith(f"consent:{purpose}@")


def refusable(basis: str) -> Purpose | None:
    """The purpose whose refusal ends what a stored `basis` carries; None for what none ends."""
    said, _, rest = basis.partition(":")
    if said == "consent":
        return Purpose(rest.partition("@")[0])
    return Purpose(basis) if basis in UNLESS_REFUSED else None


STAFF_BASIS = Basis(Purpose.SERVICE, Audience.STAFF)
REPLY_BASIS = Basis(Purpose.REPLY)


def last_word(
    purpose: Purpose, ledger: Iterable[ConsentEntry], now: datetime, *, partner: str = ""
) -> ConsentEntry | None:
    """The entry that counts for `purpose` at `now`, None when the person never said.

    Of entries at one moment a withdrawal wins, in whatever order they are stored.
    """
    said = [
        entry
        for entry in ledger
        if entry.purpose is purpose and entry.partner == partner and entry.at <= now
    ]
    return max(said, key=lambda entry: (entry.at, not entry.granted), default=None)


def basis_for(
    purpose: Purpose, ledger: Iterable[ConsentEntry], now: datetime, *, partner: str = ""
) -> Basis:
    """What a message for `purpose` to this ledger's person may rest on; `NoConsent` if nothing."""
    if purpose is Purpose.REPLY:
        return REPLY_BASIS
    entry = last_word(purpose, ledger, now, partner=partner)
    if purpose in UNLESS_REFUSED:
        if entry is not None and not entry.granted:
            raise NoConsent(purpose)
        return Basis(purpose)
    if entry is None:
        raise NoConsent(purpose, partner)
    return Basis(purpose, grant=Grant(entry))


def allowed(
    purpose: Purpose, ledger: Iterable[ConsentEntry], now: datetime, *, partner: str = ""
) -> bool:
    """Whether `basis_for` would give a basis."""
    try:
        basis_for(purpose, ledger, now, partner=partner)
    except NoConsent:
        return False
    return True


def withdrawals(
    contact_id: int, now: datetime, purposes: Iterable[Purpose] = STOPPED_BY_STOP
) -> tuple[ConsentEntry, ...]:
    """The entries that refusing these purposes adds to the ledger, by default those of /stop."""
    return tuple(ConsentEntry(contact_id, purpose, False, now) for purpose in purposes)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of ours to one person: which text with which values, what for, resting on what.

    It cannot be made without a basis for the very same purpose.
    """

    contact_id: int
    text: str
    purpose: Purpose
    basis: Basis
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.basis.purpose is not self.purpose or self.basis.audience is not Audience.PERSON:
            raise NoConsent(self.purpose)
        grant = self.basis.grant
        if grant is not None and grant.entry.contact_id != self.contact_id:
            raise NoConsent(self.purpose)

    def to_payload(self) -> dict[str, object]:
        """The payload of its outbox row: kind `notice`, rendered in the person's language."""
        return {
            "kind": "notice",
            "v": 1,
            "contact_id": self.contact_id,
            "text": self.text,
            "values": dict(self.values),
            "purpose": self.purpose.value,
            "basis": str(self.basis),
        }
