"""mapping.yaml → a `Plan`, or every mistake in it with its line.

Strict: an unknown key, a key written twice, a value of ours that there is not, a stage that no
funnel has, are all refused by name. What the CRM itself has is asked by `crm_sync.mapping.check`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from crm_sync.cards import Entity
from crm_sync.mapping.plan import FieldRule, FunnelRule, Mode, Plan
from crm_sync.mapping.values import SOURCES, is_source
from crm_sync.schema import FieldType
from leads.stage import OFF_RAMPS, Funnel, Stage

LARGEST = 512 * 1024
Place = tuple[int | str, ...]


class BadMapping(ValueError):
    """The file makes no mapping; every line of the message names a place and what to mend."""


def _id(value: object) -> object:
    """Ids of CRMs are texts to us, however they are written."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_id), Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Field(_Strict):
    to: Id
    source: str | None = Field(None, alias="from")
    value: str | int | float | bool | None = None
    mode: Mode = Mode.ALWAYS
    values: dict[Id, Id] = {}
    type: FieldType = FieldType.TEXT
    label: str = ""


class _Fields(_Strict):
    lead: tuple[_Field, ...] = ()
    contact: tuple[_Field, ...] = ()
    company: tuple[_Field, ...] = ()


class _Keys(_Strict):
    lead: Id | None = None
    contact: Id | None = None
    company: Id | None = None


class _Funnel(_Strict):
    pipeline: Id | None = None
    stages: dict[Stage, Id | None]
    back: dict[Id, Stage] = {}


class _Users(_Strict):
    by_telegram: dict[int, Id] = {}
    otherwise: Id | None = None


class _File(_Strict):
    keys: _Keys = _Keys()
    fields: _Fields
    funnels: dict[str, _Funnel] = {}
    users: _Users = _Users()
    loss_reasons: dict[str, Id] = {}


def load_plan(path: Path, funnels: Mapping[str, Funnel]) -> Plan:
    """The mapping in the file. `BadMapping` with every mistake, OSError when it can't be read."""
    if path.stat().st_size > LARGEST:
        raise BadMapping(f"{path}: the file is larger than {LARGEST:,} bytes")
    return read_plan(path.read_text(encoding="utf-8"), funnels, name=str(path))


def read_plan(text: str, funnels: Mapping[str, Funnel], *, name: str) -> Plan:
    """The mapping in the text of the file called `name`. Raises `BadMapping`."""
    try:
        raw = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BadMapping(f"{name}:{line}: {error.problem or 'this is not YAML'}") from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise BadMapping(f"{name}:1: this is not YAML") from error
    try:
        file = _File.model_validate(raw if isinstance(raw, dict) else {})
    except ValidationError as errors:
        told = [_told(raw, name, error["loc"], str(error["msg"])) for error in errors.errors()]
        raise BadMapping("\n".join(told)) from errors
    wrong = [*_wrong_fields(file), *_wrong_funnels(file, funnels)]
    if wrong:
        raise BadMapping("\n".join(_told(raw, name, place, said) for place, said in wrong))
    return _plan(file, name)


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
                wrong.append(((*place, "from"), _unknown(one.source, SOURCES[entity])))
    return wrong


def _wrong_funnels(file: _File, funnels: Mapping[str, Funnel]) -> list[tuple[Place, str]]:
    """Every funnel of ours that is named is told completely, so that no stage is forgotten."""
    wrong: list[tuple[Place, str]] = []
    for name, rule in file.funnels.items():
        place: Place = ("funnels", name)
        if name not in funnels:
            wrong.append((place, _unknown(name, tuple(funnels))))
            continue
        known = [*funnels[name].order, *sorted(OFF_RAMPS)]
        for stage in known:
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


def _unknown(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
    return f"there is no {word!r}; {hint}"


def _told(raw: Any, name: str, place: Place, said: str) -> str:
    steps = [str(step) for step in place if step not in ("__key__", "[key]")]
    where = ".".join(steps) or "the file"
    return f"{name}:{_line(raw, place)}: {where}: {said.removeprefix('Value error, ')}"


def _line(raw: Any, place: Place) -> int:
    """The line of the innermost part of the place that is written in the file."""
    line = 1
    for step in place:
        if isinstance(raw, CommentedMap):
            key = next((one for one in raw if str(one) == str(step)), None)
            if key is None:
                break
            line = raw.lc.key(key)[0] + 1
            raw = raw[key]
        elif isinstance(raw, CommentedSeq) and isinstance(step, int) and step < len(raw):
            line = raw.lc.item(step)[0] + 1
            raw = raw[step]
        else:
            break
    return line
