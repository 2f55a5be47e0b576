"""What each move of a referral causes. Pure.

| State | Causes |
|---|---|
| refused | nothing: nothing was passed on |
| handed | a card for each of the partner's people, reminders and the deadline in working time |
| accepted | the cards change, reminders stop; the person hears who it is; later they are asked |
| met | the cards change |
| sold, lost | the same, and the person is asked how it went |
| declined, expired, given back | the cards change, everything planned stops, sales are told |
| withdrawn | the same without sales; the partner is asked to erase what they have |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leads.caused import Reactions, staff_touch, stamp, to_sales
from leads.consent import Audience, ConsentEntry, Purpose
from leads.contact import Contact
from leads.lead import Lead
from leads.notices import notice
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from leads.partners.partner import Partner
from leads.partners.referral import Referral
from leads.partners.referral import ReferralState as S
from leads.policy import Policy
from leads.touch import Touch
from leads.working_time import add_working_time, promise

REMINDER, DEADLINE = "referral_reminder", "referral_deadline"
NEXT, OPINION = "referral_next", "referral_opinion"
CARD, NOTE, ERASED = "referral_card", "referral_note", "referral_erased"
ASKED_AFTER_END = timedelta(days=1)
OPINION_EXPIRES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Told:
    """A referral after its move with everybody whom it concerns; no `partner` once they have left
    the register."""

    referral: Referral
    partner: Partner | None
    lead: Lead
    contact: Contact
    ledger: Sequence[ConsentEntry]

    @property
    def people(self) -> tuple[int, ...]:
        return self.partner.people if self.partner else ()


def caused(told: Told, policy: Policy, now: datetime) -> Reactions:
    """What is to be written beside the move."""
    state = told.referral.state
    if not told.referral.passed_on:
        return Reactions()
    cards = tuple(card_row(told.referral, person, now) for person in told.people)
    over = (planned(told.referral),)
    match state:
        case S.HANDED:
            return Reactions(cards, _deadline(told, policy, now))
        case S.ACCEPTED:
            heard = _accepted(told, policy, now)
            return Reactions((*cards, *heard.outbox), heard.touches, over)
        case S.SOLD | S.LOST:
            asked = (_opinion(told, now + ASKED_AFTER_END),)
            return Reactions(cards, asked if told.referral.opinion is None else (), over)
        case S.DECLINED | S.EXPIRED | S.GIVEN_BACK:
            return Reactions((*cards, returned_row(told, policy, now)), (), over)
        case S.WITHDRAWN:
            return Reactions((*cards, erase_row(told.referral)), (), over)
        case _:
            return Reactions(cards)


def card_row(referral: Referral, person: int, now: datetime) -> OutboxMessage:
    """The card of a referral in the chat of one of the partner's people; rendered on delivery."""
    return _to_partner(referral, person, CARD, f"card:{referral.state.value}:{stamp(now)}")


def note_row(referral: Referral, person: int, note: str, now: datetime) -> OutboxMessage:
    """A word about a referral: `note` is reminder or expired."""
    row = _to_partner(referral, person, NOTE, f"{note}:{stamp(now)}")
    return replace(row, payload={**row.payload, "note": note, "partner": referral.partner})


def erase_row(referral: Referral) -> OutboxMessage:
    """Whoever got the card of a referral is asked to erase what they keep; once."""
    return OutboxMessage(
        topic=Topic.CHAT,
        key=f"{ERASED}:{referral.id}",
        lane=f"partner:{referral.partner}",
        payload={
            "kind": ERASED,
            "v": 1,
            "referral_id": referral.id,
            "lead_id": referral.lead_id,
            "partner": referral.partner,
        },
    )


def post_key(referral_id: int, person: int | None = None) -> str:
    """Under which key the place of a card is kept; without a person, how such keys begin."""
    return f"referral:{referral_id}:{'' if person is None else person}"


def planned(referral: Referral) -> str:
    """What the keys of everything planned for a referral begin with."""
    return f"referral:{referral.id}:"


def returned_row(told: Told, policy: Policy, now: datetime, *, left: bool = False) -> OutboxMessage:
    """Sales hear that a lead came back and why, or (`left`) that no partner is left for it."""
    referral = told.referral
    what = "nobody" if left else referral.state.value
    about = {
        "partner": referral.name,
        "what": what,
        "why": referral.reason or "",
        "by": promise(now, policy).by.isoformat(),
    }
    return to_sales(told.lead, "referral_back", f"back:{referral.id}:{what}", about)


def next_touch(told: Told, policy: Policy, now: datetime) -> Touch:
    """Naming another partner to the person, outside of their quiet hours."""
    return Touch(
        key=f"{NEXT}:{told.referral.id}",
        kind=NEXT,
        lead_id=told.lead.id,
        contact_id=told.contact.id,
        audience=Audience.PERSON,
        purpose=Purpose.SERVICE,
        due_at=policy.towards(told.contact).after_quiet_hours(now),
        priority=Priority.REMINDER,
        payload={"kind": NEXT, "v": 1, "referral_id": told.referral.id},
    )


def word_to_person(told: Told, text: str, policy: Policy, now: datetime) -> Reactions:
    """A notice with the partner's name, unless the person refused such words."""
    key = f"{text}:{told.referral.id}:{stamp(now)}"
    values: dict[str, str | int] = {
        "partner": told.referral.name,
        "contact": told.partner.contact if told.partner else "",
    }
    return notice(text, values, told.contact, told.lead, key, told.ledger, policy, now)


def _accepted(told: Told, policy: Policy, now: datetime) -> Reactions:
    heard = word_to_person(told, "partner_accepted", policy, now)
    if told.partner is None:
        return heard
    asked = _opinion(told, now + told.partner.ask_after)
    return replace(heard, touches=(*heard.touches, asked))


def _deadline(told: Told, policy: Policy, now: datetime) -> tuple[Touch, ...]:
    partner, referral = told.partner, told.referral
    if partner is None or referral.accept_by is None:
        return ()
    reminders = [
        _for_staff(told, REMINDER, str(number), add_working_time(now, span, policy))
        for number, span in enumerate(partner.remind_after)
    ]
    return (*reminders, _for_staff(told, DEADLINE, "deadline", referral.accept_by))


def _for_staff(told: Told, kind: str, name: str, due: datetime) -> Touch:
    referral = told.referral
    key, about = f"{planned(referral)}{name}", {"referral_id": referral.id}
    return staff_touch(told.lead, kind, key, due, about)


def _opinion(told: Told, due: datetime) -> Touch:
    return Touch(
        key=f"{planned(told.referral)}opinion:{stamp(due)}",
        kind=OPINION,
        lead_id=told.lead.id,
        contact_id=told.contact.id,
        audience=Audience.PERSON,
        purpose=Purpose.SURVEY,
        due_at=due,
        expires_at=due + OPINION_EXPIRES,
        priority=Priority.SURVEY,
        payload={"kind": OPINION, "v": 1, "referral_id": told.referral.id},
    )


def _to_partner(referral: Referral, person: int, kind: str, name: str) -> OutboxMessage:
    return OutboxMessage(
        topic=Topic.CHAT,
        key=f"{planned(referral)}{person}:{name}",
        lane=lane_to(person),
        payload={"kind": kind, "v": 1, "referral_id": referral.id, "chat_id": person},
    )
