"""A mapping beside what the CRM has: what it lacks is named, and made where it can be.

Fields that are missing would be dropped without a word by most CRMs; so they are asked for before
the first lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_sync.capabilities import Capability
from crm_sync.cards import Entity
from crm_sync.contract import CrmAdapter
from crm_sync.mapping.plan import FieldRule, Plan
from crm_sync.schema import CrmField, CrmSchema, FieldType


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that the mapping names and the CRM does not have. `field` can be created."""

    said: str
    field: CrmField | None = None


def mismatches(plan: Plan, schema: CrmSchema) -> list[Mismatch]:
    """Everything that is wrong, in the order of the file."""
    return [*_fields(plan, schema), *_stages(plan, schema), *_people(plan, schema)]


async def missing(adapter: CrmAdapter, plan: Plan) -> Sequence[Mismatch]:
    """What the account lacks; nothing for a CRM that can't be asked (`SCHEMA`)."""
    if Capability.SCHEMA not in adapter.capabilities:
        return ()
    return mismatches(plan, await adapter.schema())


def _fields(plan: Plan, schema: CrmSchema) -> list[Mismatch]:
    found = []
    for entity in (Entity.LEAD, Entity.CONTACT, Entity.COMPANY):
        rules = plan.rules(entity)
        key = plan.keys.get(entity)
        for rule in (*([FieldRule(key, label="Prequal")] if key else ()), *rules):
            there = schema.field(entity, rule.to)
            if there is None:
                wanted = CrmField(entity, rule.to, rule.type, rule.label or rule.to)
                found.append(Mismatch(f"{entity.value}: there is no field {rule.to!r}", wanted))
            elif there.read_only:
                found.append(Mismatch(f"{entity.value}: the field {rule.to!r} can't be written"))
            elif there.type in (FieldType.CHOICE, FieldType.CHOICES):
                found += _options(entity, rule, there)
    return found


def _options(entity: Entity, rule: FieldRule, there: CrmField) -> list[Mismatch]:
    known = {*there.options, *there.options.values()}
    named = set(rule.values.values()) | ({str(rule.value)} if rule.value is not None else set())
    return [
        Mismatch(f"{entity.value}: the field {rule.to!r} has no option {option!r}")
        for option in sorted(named - known)
    ]


def _stages(plan: Plan, schema: CrmSchema) -> list[Mismatch]:
    found = []
    pipelines = {one.id for one in schema.pipelines}
    for funnel, rule in plan.funnels.items():
        if rule.pipeline is not None and rule.pipeline not in pipelines:
            found.append(Mismatch(f"funnel {funnel}: there is no pipeline {rule.pipeline!r}"))
            continue
        theirs = dict.fromkeys((*rule.stages.values(), *rule.back))
        found += [
            Mismatch(f"funnel {funnel}: there is no stage {stage!r}")
            for stage in theirs
            if schema.stage(rule.pipeline, stage) is None
        ]
    reasons = dict.fromkeys(plan.loss_reasons.values())
    found += [
        Mismatch(f"loss_reasons: there is no reason {reason!r}")
        for reason in reasons
        if schema.loss_reasons and reason not in schema.loss_reasons
    ]
    return found


def _people(plan: Plan, schema: CrmSchema) -> list[Mismatch]:
    if not schema.users:
        return []
    active = {user.id for user in schema.users if user.active}
    named = dict.fromkeys((*plan.users.values(), *([plan.other_user] if plan.other_user else [])))
    return [Mismatch(f"users: nobody active is {user!r}") for user in named if user not in active]
