"""The fields of a sent form → answers and contacts, or what to mend in which field. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from dialogs.answers import NeedsConfirmation, Rejection, clean, read_answer
from dialogs.course import ByIdentity
from dialogs.forms.form import PERSON, Form
from dialogs.judged import Given, Judged
from dialogs.kinds import READERS
from dialogs.kinds.choices import counted
from dialogs.replies import Chose, Typed
from dialogs.scenario import Personal, Scenario, Slot, SlotType, Step
from dialogs.values import Value, value_to_json
from leads.forms.submission import Filled
from leads.verdict import JsonValue

ALIKE = frozenset(
    {SlotType.CHOICE, SlotType.INTEGER, SlotType.MONEY, SlotType.DECIMAL, SlotType.PERCENT}
)
"""Slots whose words mean the same at any time."""

Field = str | Sequence[str]
"""What a field holds: a text, or several where several may be ticked."""

TICKED, UNTICKED = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A field that can't be taken. `code` is one of `dialogs.answers`, or `required`, or
    `not_agreed`; `slot` is what was asked."""

    field: str
    code: str
    detail: str = ""
    slot: Slot | None = None


def read_form(
    form: Form,
    scenario: Scenario,
    fields: Mapping[str, Field],
    *,
    now: datetime,
    language: str,
    page: str,
    utm: Mapping[str, str],
) -> Filled | tuple[Unread, ...]:
    """What the fields say; `page` and `utm` are where they were filled in.

    An answer that would have to be confirmed is left for the chat to ask.

    Nothing of the person is kept without the consent that the form asks for.
    """
    unread: list[Unread] = []
    answers: dict[str, JsonValue] = {}
    alike = _alike(ByIdentity(scenario), now.date())
    for name, slot_id in form.answers.items():
        if not _empty(given := fields.get(name, "")):
            slot = scenario.slots[slot_id]
            if isinstance(given, str) and slot.type in ALIKE:
                value = alike(slot_id, given)
            else:
                value = _read(scenario, slot, given, now)
            if isinstance(value, Rejection):
                unread.append(Unread(name, value.code, value.detail, slot))
            elif not isinstance(value, NeedsConfirmation):
                answers[slot_id] = value_to_json(value)
    person: dict[str, str] = {}
    for name, what in form.person.items():
        if not _empty(given := fields.get(name, "")):
            value = _typed(PERSON[what], _one(given), now)
            if isinstance(value, Rejection):
                unread.append(Unread(name, value.code, value.detail, PERSON[what]))
            else:
                person[what] = _text(value)
    if form.required:
        unread += (Unread(name, "required") for name in form.fields if _lacks(form, name, fields))
    agreed = form.agreement is not None and not _lacks_tick(fields.get(form.agreement.field, ""))
    if form.agreement is not None and not agreed and (person or _tells(scenario, answers)):
        unread.append(Unread(form.agreement.field, "not_agreed"))
    return tuple(unread) or Filled(language, answers, person, agreed, page, utm)


def first_step(scenario: Scenario, slot_id: str) -> Step:
    """The step that asks for the slot first."""
    return next(step for step in scenario.steps if step.slot == slot_id)


@lru_cache(8)
def _alike(key: ByIdentity, day: date) -> Callable[[str, str], Judged]:
    """What forms send is mostly the same: amounts of a slider, options of a list."""
    scenario, here = key.scenario, datetime.combine(day, time(12), UTC)
    return lru_cache(256)(
        lambda slot_id, text: _read(scenario, scenario.slots[slot_id], text, here)
    )


def _read(scenario: Scenario, slot: Slot, given: Field, now: datetime) -> Judged:
    step = first_step(scenario, slot.id)
    parts = [part for part in _parts(given) if part.strip()]
    if slot.type is SlotType.BOOLEAN and parts[0].casefold() in TICKED | UNTICKED:
        return parts[0].casefold() in TICKED
    if slot.type is SlotType.CHOICES and all(slot.option(part) for part in parts):
        return counted(frozenset[str](parts), slot)
    if slot.type is SlotType.CHOICE and slot.option(parts[0]):
        return read_answer(Chose(parts[0]), step, slot, now=now)
    return read_answer(Typed(", ".join(parts)), step, slot, now=now)


def _typed(slot: Slot, text: str, now: datetime) -> Judged:
    # What a company is called is read when it is looked up.
    type_ = SlotType.TEXT if slot.type is SlotType.COMPANY else slot.type
    return READERS[type_](Given(clean(text), slot, frozenset(), None, now))


def _text(judged: Value | NeedsConfirmation) -> str:
    """A contact as it was read: nobody is there to confirm it, and who calls will hear."""
    return str(judged.pending.value if isinstance(judged, NeedsConfirmation) else judged)


def _tells(scenario: Scenario, answers: Mapping[str, JsonValue]) -> bool:
    """Whether one of the answers tells of the person."""
    return any(scenario.slots[one].personal is not Personal.NONE for one in answers)


def _lacks(form: Form, name: str, fields: Mapping[str, Field]) -> bool:
    return name in form.required and _empty(fields.get(name, ""))


def _lacks_tick(given: Field) -> bool:
    return _one(given).strip().casefold() in UNTICKED


def _empty(given: Field) -> bool:
    if isinstance(given, str):
        return not given.strip()
    return not any(part.strip() for part in given)


def _one(given: Field) -> str:
    return given if isinstance(given, str) else next(iter(given), "")


def _parts(given: Field) -> Iterator[str]:
    return iter((given,) if isinstance(given, str) else given)
