"""A card of ours beside the one in the CRM: what differs, and whose word counts. Pure.

Fields are owned by their mode: a field that is the CRM's own by now (`if_new`, a human's) is no
difference. Stage, owner and sums are owned by whoever said something that has not arrived:
what stands there as we sent it, we have changed; anything else was changed there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm_sync.back.hearing import SUMS, Ear, stage_there, whole
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmSnapshot, CrmValue, Entity
from crm_sync.mapping.modes import appended, is_empty, same
from crm_sync.mapping.plan import FieldRule, Mode
from crm_sync.mapping.values import Subject, ours
from crm_sync.publishing.links import OWNER, PLACE, Party, Sent, as_values, place_word
from crm_sync.schema import FieldType
from leads.stage import Stage

CARD, STAGE = "card", "stage"
SUM_TYPES = frozenset({FieldType.MONEY, FieldType.INTEGER, FieldType.NUMBER})


class Side(StrEnum):
    """Whose word counts."""

    OURS = "ours"
    THEIRS = "theirs"
    NOBODY = "a person"  # decides


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides. `what` is a field of the CRM's, `card`,
    `stage` or `owner`; `rule` says by what `side` is told. Of a field, `stands` is its value there.
    """

    lead_id: int
    party: Party
    what: str
    ours: str
    theirs: str
    side: Side
    rule: str
    is_field: bool = False
    stands: CrmValue | None = None


def compare(
    ear: Ear,
    rules: Sequence[FieldRule],
    subject: Subject,
    party: Party,
    sent: Sent,
    snapshot: CrmSnapshot,
) -> list[Difference]:
    """What differs between a card that these rules fill and what stands there."""
    values = ours(party.entity, subject)
    found = [_field(subject, party, rule, values, as_values(sent), snapshot) for rule in rules]
    if party.entity is Entity.LEAD:
        found += [
            _stage(ear, subject, party, sent, snapshot),
            _owner(ear, subject, party, sent, snapshot),
        ]
    return [one for one in found if one is not None]


def _field(
    subject: Subject,
    party: Party,
    rule: FieldRule,
    values: Mapping[str, CrmValue | None],
    before: Mapping[str, CrmValue | None],
    snapshot: CrmSnapshot,
) -> Difference | None:
    wanted, stands = rule.read(values), snapshot.fields.get(rule.to)
    if alike(rule, wanted, stands):
        return None
    untouched = alike(rule, before.get(rule.to), stands)
    side: Side | None = Side.OURS
    match rule.mode:
        case Mode.IF_NEW:
            side = None
        case Mode.IF_EMPTY:
            side = Side.OURS if is_empty(stands) else None
        case Mode.NEVER_AFTER_HUMAN:
            side = Side.OURS if untouched else None
        case Mode.APPEND:
            grown = appended(stands, wanted, several=rule.several)
            side = None if is_empty(wanted) or same(grown, stands) else side
        case Mode.ALWAYS:
            heard = party.entity is Entity.LEAD and rule.source in SUMS and not rule.values
            paid = subject.lead.stage is Stage.PAYMENT
            side = Side.THEIRS if heard and not untouched and not paid else Side.OURS
    if side is None:
        return None
    return Difference(
        lead_id=subject.lead.id,
        party=party,
        what=rule.to,
        ours=shown(wanted),
        theirs=shown(stands),
        side=side,
        rule=rule.mode.value,
        is_field=True,
        stands=stands,
    )


def _stage(
    ear: Ear, subject: Subject, party: Party, sent: Sent, snapshot: CrmSnapshot
) -> Difference | None:
    lead = subject.lead
    wanted = ear.plan.place_of(lead.funnel, lead.stage, lead.loss_reason)
    if Capability.STAGES not in ear.capabilities or wanted is None or snapshot.place is None:
        return None
    there = stage_there(ear, lead, snapshot.place, snapshot.closed)
    if there is lead.stage:
        return None
    last = str(sent.get(PLACE) or "").split("/")
    untouched = last[1:2] == [snapshot.place.stage]
    side = Side.OURS if untouched else Side.NOBODY if there is Stage.UNKNOWN else Side.THEIRS
    rule = "nothing was moved there" if untouched else "it was moved there"
    words = place_word(snapshot.place) or ""
    told = f"{there.value if there else '?'} ({words.strip('/')})"
    return Difference(lead.id, party, STAGE, lead.stage.value, told, side, rule)


def _owner(
    ear: Ear, subject: Subject, party: Party, sent: Sent, snapshot: CrmSnapshot
) -> Difference | None:
    lead = subject.lead
    wanted = ear.plan.user_of(lead.owner_id)
    if Capability.OWNERS not in ear.capabilities or wanted is None or snapshot.owner is None:
        return None
    if wanted == snapshot.owner:
        return None
    if sent.get(OWNER) == snapshot.owner:
        side, rule = Side.OURS, "it was not changed there"
    elif ear.plan.member_of(snapshot.owner) is None:
        side, rule = Side.NOBODY, "that user is nobody of ours"
    else:
        side, rule = Side.THEIRS, "it was changed there"
    return Difference(lead.id, party, "owner", wanted, snapshot.owner, side, rule)


def alike(rule: FieldRule, one: CrmValue | None, other: CrmValue | None) -> bool:
    """Whether two values say the same, in whatever form the CRM tells its own."""
    if same(one, other):
        return True
    if is_empty(one) or is_empty(other):
        return False
    if rule.type in SUM_TYPES:
        return whole(one) == whole(other) and whole(one) is not None
    if rule.type is FieldType.DATE:
        return _day(one) == _day(other) and _day(one) is not None
    if rule.type is FieldType.MOMENT:
        return _moment(one) == _moment(other) and _moment(one) is not None
    return False


def shown(value: CrmValue | None) -> str:
    """A value in a line of a table."""
    text = ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return " ".join(text.split())


def _day(value: CrmValue | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(value: CrmValue | None) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    try:
        found = datetime.fromisoformat(str(value)).replace(microsecond=0)
    except ValueError:
        return None
    return found if found.tzinfo else None
