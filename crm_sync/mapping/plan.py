"""The mapping of one account as a value: fields, funnels, people and reasons, there and back.

Reading it from a file is `crm_sync.mapping.file`; what becomes of a field that holds something
already is `crm_sync.mapping.modes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crm_sync.cards import CrmValue, Entity, Place
from crm_sync.schema import FieldType
from leads.stage import Stage


class Mode(StrEnum):
    """When a field of a card that is already there is written."""

    ALWAYS = "always"
    IF_NEW = "if_new"
    IF_EMPTY = "if_empty"
    NEVER_AFTER_HUMAN = "never_after_human"
    APPEND = "append"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field: what goes in (`source`, or the constant `value`), and when.

    `values` turns our values into the CRM's. `type` and `label` are for creating the field.
    """

    to: str
    source: str | None = None
    value: CrmValue | None = None
    mode: Mode = Mode.ALWAYS
    values: Mapping[str, str] = field(default_factory=dict)
    type: FieldType = FieldType.TEXT
    label: str = ""

    @property
    def several(self) -> bool:
        """Whether CRMs keep as many values of it as people have."""
        return self.source in ("phone", "email") or self.type in (FieldType.PHONE, FieldType.EMAIL)

    def read(self, ours: Mapping[str, CrmValue | None]) -> CrmValue | None:
        """What is to stand in the field; None for nothing."""
        if self.source is None:
            return self.value
        found = ours.get(self.source)
        if not self.values or found is None:
            return found
        if isinstance(found, tuple):
            return tuple(self.values[one] for one in found if one in self.values)
        return self.values.get(str(found))


@dataclass(frozen=True, slots=True)
class FunnelRule:
    """A funnel of ours: its pipeline there, our stages as theirs, and more of theirs as ours."""

    pipeline: str | None
    stages: Mapping[Stage, str]
    back: Mapping[str, Stage] = field(default_factory=dict)

    def stage_of(self, stage: str) -> Stage:
        """Our stage for theirs; `unknown` when nothing names it.

        Where several of ours are one of theirs, the first in the file is meant.
        """
        if stage in self.back:
            return self.back[stage]
        return next(
            (ours for ours, theirs in self.stages.items() if theirs == stage), Stage.UNKNOWN
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is said of one CRM. `keys` names the fields that hold our key.

    `users` are the CRM's ids by Telegram id, `other_user` is for everybody else. `loss_reasons`
    are the CRM's ids by ours.
    """

    name: str
    fields: Mapping[Entity, tuple[FieldRule, ...]]
    funnels: Mapping[str, FunnelRule] = field(default_factory=dict)
    keys: Mapping[Entity, str] = field(default_factory=dict)
    users: Mapping[int, str] = field(default_factory=dict)
    other_user: str | None = None
    loss_reasons: Mapping[str, str] = field(default_factory=dict)

    def rules(self, entity: Entity) -> tuple[FieldRule, ...]:
        """The fields of a kind of card."""
        return self.fields.get(entity, ())

    def place_of(self, funnel: str, stage: Stage, reason: str | None) -> Place | None:
        """Where a lead of ours stands there; None for a stage that the CRM is not told of."""
        rule = self.funnels.get(funnel)
        theirs = rule.stages.get(stage) if rule else None
        if rule is None or theirs is None:
            return None
        return Place(theirs, rule.pipeline, self.loss_reasons.get(reason or ""))

    def stage_of(self, funnel: str, place: Place) -> Stage:
        """Our stage for a place there; the lead's own funnel is asked first."""
        rules = [self.funnels[funnel]] if funnel in self.funnels else []
        rules += [rule for name, rule in self.funnels.items() if name != funnel]
        for rule in rules:
            if place.pipeline in (None, rule.pipeline) or rule.pipeline is None:
                found = rule.stage_of(place.stage)
                if found is not Stage.UNKNOWN:
                    return found
        return Stage.UNKNOWN

    def user_of(self, telegram_id: int | None) -> str | None:
        """The CRM's id of a member of the staff; None leaves the owner as it is."""
        if telegram_id is None:
            return None
        return self.users.get(telegram_id, self.other_user)

    def member_of(self, user: str | None) -> int | None:
        """The Telegram id of a user there; None for whoever is not ours."""
        return next((ours for ours, theirs in self.users.items() if theirs == user), None)

    def reason_of(self, reason: str | None) -> str | None:
        """Our reason for losing for theirs; theirs itself where nothing names it."""
        named = (ours for ours, theirs in self.loss_reasons.items() if theirs == reason)
        return next(named, reason)
