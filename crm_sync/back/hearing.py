"""A card as it is in the CRM → what is new in it, in our words. Pure.

Only the stage, the owner, sums and the reason of a loss are listened to; which of them count is
`leads.crm_back`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from crm_sync.back.known import (
    REASON,
    STAGE,
    UNKNOWN,
    WORKED,
    Known,
    Word,
    is_stale,
    last_word,
    parts,
    says_same,
    stage_word,
)
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmSnapshot, CrmValue, Entity, Place
from crm_sync.mapping.plan import Plan
from crm_sync.publishing.links import OWNER, PLACE, Sent, place_word
from leads.crm_back.owning import NEVER_FROM_A_CRM, OF_THE_CONVERSATION
from leads.crm_back.saying import Said, SaidOwner, SaidStage
from leads.lead import Lead
from leads.stage import OFF_RAMPS, Funnel, Stage

CLOSING: Mapping[str, Stage] = {"won": Stage.PAYMENT, "lost": Stage.LOST}
SUMS = ("amount", "discount")
BY_ITSELF = (STAGE, UNKNOWN, OWNER)
"""A CRM fills these by itself: what stands there first is where it begins, nobody's deed."""


@dataclass(frozen=True, slots=True)
class Ear:
    """By which mapping we listen, and with which rights: `fresh` cards were read just now."""

    plan: Plan
    funnel: Funnel
    capabilities: Capability
    fresh: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What is new, and what is known from then on."""

    said: Said
    known: Known

    @property
    def news(self) -> bool:
        """There is something to follow."""
        return self.said != Said(worked=self.said.worked)


def hear(
    ear: Ear,
    lead: Lead,
    snapshot: CrmSnapshot,
    sent: Sent,
    known: Known,
    *,
    at: datetime | None,
    event: str,
    name: str = "",
) -> Heard:
    """What a card says that was not known. `name` is that of its owner there."""
    words = dict(known)
    news: set[str] = set()
    stage = stage_there(ear, lead, snapshot.place, snapshot.closed)
    if stage not in (None, *NEVER_FROM_A_CRM, *OF_THE_CONVERSATION) and _is_new(
        words, sent, snapshot
    ):
        words[WORKED] = Word(value=True)
    for thing, value in _things(ear.plan, snapshot, stage).items():
        before = last_word(words, sent, thing)
        if before is not None and is_stale(before, at, event, fresh=ear.fresh):
            continue
        word = Word(value, at, event)
        if before is not None and says_same(thing, before, value):
            words[thing] = replace(word, later=before.later)
            continue
        words[thing] = word
        begun = before is not None or (thing == UNKNOWN and last_word(words, sent, STAGE))
        if begun or thing not in BY_ITSELF or Capability.READ not in ear.capabilities:
            news.add(thing)
    return Heard(_said(ear, lead, words, news, name), words)


def stage_there(ear: Ear, lead: Lead, place: Place | None, closed: str | None) -> Stage | None:
    """Our stage for where the card stands; `unknown` when nothing names it. Where several of ours
    are one of theirs, that of the lead is meant, then `lost`, then what its verdict says, then the
    first in the file."""
    if place is None:
        return CLOSING.get(closed or "")
    judged: tuple[Stage, ...] = (lead.verdict.stage,) if lead.verdict else ()
    for ours in (lead.stage, Stage.LOST, *judged):
        theirs = ear.plan.place_of(lead.funnel, ours, None)
        if theirs and theirs.stage == place.stage and _one_pipeline(theirs, place):
            return ours
    found = ear.plan.stage_of(lead.funnel, place)
    if found is Stage.UNKNOWN and closed is not None:
        found = CLOSING.get(closed, found)
    return found if found in (*ear.funnel.order, *OFF_RAMPS) else Stage.UNKNOWN


def as_followed(ear: Ear, lead: Lead, said: Said, sent: Sent) -> Sent:
    """What is wanted in the card now that the lead follows it: the next push has nothing to say
    of it."""
    wanted = dict(sent)
    if said.stage is not None and said.stage.stage is lead.stage:
        place = ear.plan.place_of(lead.funnel, lead.stage, lead.loss_reason)
        if place is not None and Capability.LOSS_REASONS not in ear.capabilities:
            place = replace(place, loss_reason=None)
        wanted[PLACE] = place_word(place)
    if said.owner is not None and said.owner.id == lead.owner_id:
        wanted[OWNER] = ear.plan.user_of(lead.owner_id)
    for source, field in _sum_fields(ear.plan).items():
        if getattr(said, source) is not None and getattr(said, source) == getattr(lead, source):
            wanted[field] = getattr(lead, source)
    return wanted


def _things(
    plan: Plan, snapshot: CrmSnapshot, stage: Stage | None
) -> Mapping[str, str | int | float]:
    """What the card says of each thing that we listen to. A stage or an owner that nobody maps
    stands apart: it takes nothing from what is known."""
    found: dict[str, str | int | float] = {}
    place = snapshot.place or (Place("") if snapshot.closed else None)
    if place is not None and stage is not None:
        word = stage_word(place.pipeline, place.stage, snapshot.closed)
        found[UNKNOWN if stage in NEVER_FROM_A_CRM else STAGE] = word
        if place.loss_reason:
            found[REASON] = place.loss_reason
    if plan.member_of(snapshot.owner) is not None and snapshot.owner is not None:
        found[OWNER] = snapshot.owner
    for field in _sum_fields(plan).values():
        value = whole(snapshot.fields.get(field))
        if value is not None:
            found[field] = value
    return found


def _said(ear: Ear, lead: Lead, words: Known, news: set[str], name: str) -> Said:
    plan, fields = ear.plan, _sum_fields(ear.plan)
    stage = _said_stage(ear, lead, words, news)
    member = plan.member_of(str(words[OWNER].value)) if OWNER in news else None
    reason = None
    if (stage is not None or REASON in news) and REASON in words:
        reason = plan.reason_of(str(words[REASON].value))
    sums = {source: whole(words[field].value) for source, field in fields.items() if field in news}
    return Said(
        stage=stage,
        owner=None if member is None else SaidOwner(member, name),
        amount=sums.get("amount"),
        discount=sums.get("discount"),
        loss_reason=reason,
        worked=WORKED in words,
    )


def _said_stage(ear: Ear, lead: Lead, words: Known, news: set[str]) -> SaidStage | None:
    if UNKNOWN in news:
        raw = str(words[UNKNOWN].value)
        pipeline, stage, closed = parts(raw)
        there = stage_there(ear, lead, Place(stage, pipeline or None), closed or None)
        return SaidStage(there or Stage.UNKNOWN, _shown(raw))
    word = words.get(STAGE)
    if word is None or not (STAGE in news or word.later):
        return None
    pipeline, stage, closed = parts(str(word.value))
    place = Place(stage, pipeline or None) if stage else None
    found = stage_there(ear, lead, place, closed or None) or Stage.UNKNOWN
    return SaidStage(found, _shown(str(word.value)), before=STAGE not in news)


def _is_new(words: Known, sent: Sent, snapshot: CrmSnapshot) -> bool:
    """Whether the stage is another one than what is known to stand there."""
    before = last_word(words, sent, STAGE)
    if before is None or snapshot.place is None:
        return True
    there = stage_word(snapshot.place.pipeline, snapshot.place.stage)
    return not says_same(STAGE, before, there)


def _sum_fields(plan: Plan) -> Mapping[str, str]:
    """The CRM's fields for sums, by ours."""
    found = {rule.source: rule.to for rule in plan.rules(Entity.LEAD) if not rule.values}
    return {source: found[source] for source in SUMS if source in found}


def whole(value: CrmValue | None) -> int | None:
    """A sum in whole units as a CRM tells it; None for nothing, and for what is no sum."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        exact = Decimal(str(value).partition("|")[0].strip())
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP)) or None
    except (ArithmeticError, ValueError):
        return None


def _one_pipeline(one: Place, other: Place) -> bool:
    return one.pipeline == other.pipeline or None in (one.pipeline, other.pipeline)


def _shown(word: str) -> str:
    """A stage's own name, with its pipeline where it has one."""
    pipeline, stage, closed = parts(word)
    return "/".join(part for part in (pipeline, stage or closed) if part)
