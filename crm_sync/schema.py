"""What a CRM account has of its own: fields, pipelines, users, loss reasons. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crm_sync.cards import Entity


class FieldType(StrEnum):
    """What a field holds; `OTHER` is everything that we never write."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    CHOICE = "choice"
    CHOICES = "choices"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    OTHER = "other"


class Closing(StrEnum):
    """How a stage ends a deal."""

    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class CrmField:
    """One field. `options` are the ids and labels of a choice; `unique` values occur once."""

    entity: Entity
    name: str
    type: FieldType
    label: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    read_only: bool = False
    unique: bool = False


@dataclass(frozen=True, slots=True)
class CrmStage:
    """A stage of a pipeline; `closing` says how it ends a deal, None while it goes on."""

    id: str
    name: str
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class CrmPipeline:
    """A pipeline with its stages in order."""

    id: str
    name: str
    stages: tuple[CrmStage, ...]


@dataclass(frozen=True, slots=True)
class CrmUser:
    """Who may own cards."""

    id: str
    name: str
    email: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class CrmSchema:
    """Everything at once. `loss_reasons` are labels by id, empty where the CRM has none."""

    fields: tuple[CrmField, ...]
    pipelines: tuple[CrmPipeline, ...] = ()
    users: tuple[CrmUser, ...] = ()
    loss_reasons: Mapping[str, str] = field(default_factory=dict)

    def field(self, entity: Entity, name: str) -> CrmField | None:
        """The field of that name."""
        found = (one for one in self.fields if one.entity is entity and one.name == name)
        return next(found, None)

    def stage(self, pipeline: str | None, stage: str) -> CrmStage | None:
        """The stage, in any pipeline where none is named."""
        for one in self.pipelines:
            if pipeline in (None, one.id):
                for item in one.stages:
                    if item.id == stage:
                        return item
        return None
