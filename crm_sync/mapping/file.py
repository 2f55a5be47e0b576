"""mapping.yaml → a `Plan`, or every mistake in it with its line.

Strict: an unknown key, a key written twice, a value of ours that there is not, a stage that no
funnel has, are all refused by name. What the CRM itself has is asked by `crm_sync.mapping.check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from crm_sync.cards import Entity
from crm_sync.mapping.plan import FieldRule, FunnelRule, Mode, Plan
from crm_sync.mapping.values import SOURCES, is_source
from crm_sync.schema import FieldType
from crm_sync.strict_file import Id, Place, Source, Strict, unknown_word
from leads.stage import OFF_RAMPS, Funnel, Stage

LOST = (Stage.DISQUALIFIED, Stage.LOST)


class _Field(Strict):
    to: Id
    source: str | None = Field(None, alias="from")
    value: str | int | float | bool | None = None
    mode: Mode = Mode.ALWAYS
    values: dict[Id, Id] = Field(default_factory=dict)
    type: FieldType = FieldType.TEXT
    label: str = ""


class _Fields(Strict):
    lead: tuple[_Field, ...] = ()
    contact: tuple[_Field, ...] = ()
    company: tuple[_Field, ...] = ()


class _Keys(Strict):
    lead: Id | None = None
    contact: Id | None = None
    company: Id | None = None


class _Funnel(Strict):
    pipeline: Id | None = None
    stages: dict[Stage, Id | None]
    back: dict[Id, Stage] = Field(default_factory=dict)


class _Users(Strict):
    by_telegram: dict[int, Id] = Field(default_factory=dict)
    otherwise: Id | None = None


class _File(Strict):
    keys: _Keys = _Keys()
    fields: _Fields
    funnels: dict[str, _Funnel] = Field(default_factory=dict)
    users: _Users = _Users()
    loss_reasons: dict[str, Id] = Field(default_factory=dict)


def load_plan(path: Path, funnels: Mapping[str, Funnel]) -> Plan:
    """The mapping in the file. `BadCrmFile` with every mistake."""
    return read_plan(Source.of(path), funnels)


def read_plan(source: Source, funnels: Mapping[str, Funnel]) -> Plan:
    """The mapping that a source tells. Raises `BadCrmFile`."""
    file = source.read(_File)
    source.refuse([*_wrong_fields(file), *_wrong_funnels(file, funnels)])
    return _plan(file, source.name)


def _plan(file: _File, name: str) -> Plan:
    kinds = ((Entity.LEAD, "lead"), (Entity.CONTACT, "contact"), (Entity.COMPANY, "company"))
    keys = {entity: getattr(file.keys, kind) for entity, kind in kinds}
    return Plan(
        name=name,
        fields={
            entity: tuple(
                FieldRule(one.to, one.source, one.value, one.mode, one.values, one.type, one.label)
                for one in getattr(file.fields, kind)
            )
            for entity, kind in kinds
        },
        funnels={
            funnel: FunnelRule(
                rule.pipeline,
                {ours: theirs for ours, theirs in rule.stages.items() if theirs is not None},
                rule.back,
            )
            for funnel, rule in file.funnels.items()
        },
        keys={entity: field for entity, field in keys.items() if field},
        users=file.users.by_telegram,
        other_user=file.users.otherwise,
        loss_reasons=file.loss_reasons,
    )


def _wrong_fields(file: _File) -> list[tuple[Place, str]]:
    wrong: list[tuple[Place, str]] = []
    for kind in ("lead", "contact", "company"):
        entity, seen = Entity(kind), set[str]()
        for number, one in enumerate(getattr(file.fields, kind)):
            place: Place = ("fields", kind, number)
            if one.to in seen:
                wrong.append((place, f"the field {one.to!r} is filled twice"))
            seen.add(one.to)
            if (one.source is None) == (one.value is None):
                wrong.append((place, "a field takes either `from` or `value`"))
            elif one.source is not None and not is_source(entity, one.source):
                wrong.append(((*place, "from"), unknown_word(one.source, SOURCES[entity])))
    return wrong


def _wrong_funnels(file: _File, funnels: Mapping[str, Funnel]) -> list[tuple[Place, str]]:
    """A funnel of ours that is named tells its whole road and how it is lost, so that no stage is
    forgotten; an off-ramp that isn't named leaves the CRM as it is."""
    wrong: list[tuple[Place, str]] = []
    for name, rule in file.funnels.items():
        place: Place = ("funnels", name)
        if name not in funnels:
            wrong.append((place, unknown_word(name, tuple(funnels))))
            continue
        known = [*funnels[name].order, *sorted(OFF_RAMPS)]
        for stage in (*funnels[name].order, *LOST):
            if stage not in rule.stages:
                said = f"say where {stage.value!r} stands there, or `{stage.value}: null`"
                wrong.append(((*place, "stages"), said))
        for stage in rule.stages:
            if stage not in known:
                said = f"the funnel {name!r} has no stage {stage.value!r}"
                wrong.append(((*place, "stages", stage.value), said))
        for theirs, stage in rule.back.items():
            if stage not in known:
                said = f"the funnel {name!r} has no stage {stage.value!r}"
                wrong.append(((*place, "back", theirs), said))
    return wrong
