"""What differs between two versions of a scenario, part by part and in words.

Parts are matched by their ids. Layout and comments don't count. What the difference means for
people who were already judged is `dialogs.rejudging`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from dialogs.conditions import Condition
from dialogs.plurals import Unit
from dialogs.scenario import Scenario, Text
from leads.winning import WinTable

# Parts whose order decides something, and parts whose order is only layout.
ORDERED = {
    "step": "steps",
    "gate": "gates",
    "potential row": "potential",
    "outcome": "outcomes",
}
UNORDERED = {
    "slot": "slots",
    "fit row": "fit",
    "intent row": "intent",
    "signal": "signals",
    "persona": "personas",
}
NOT_COMPARED = {"id", "version", "digest", "source", *ORDERED.values(), *UNORDERED.values()}
# How a key is called in the file, where the value calls it otherwise.
KEYS = {
    "minimum": "min",
    "maximum": "max",
    "only_by_gate": "by_gate",
    "slot": "ask",
}
SPANS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
LONGEST = 300


class How(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Detail:
    """One value of a part: None where it was not there, or is not there any more."""

    key: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: {self.after}"
        if self.after is None:
            return f"{self.key}: was {self.before}"
        return f"{self.key}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: `part` is what it is (step, gate, …), `id` which one."""

    part: str
    id: str
    how: How
    details: tuple[Detail, ...] = ()

    def __str__(self) -> str:
        title = f"{' '.join(filter(None, (self.part, self.id)))}: {self.how}"
        return "\n".join([title, *(f"    {detail}" for detail in self.details)])


def diff(old: Scenario, new: Scenario) -> tuple[Change, ...]:
    """Every difference from `old` to `new`, in the order of a scenario file."""
    return (
        *_heads(old, new),
        *_unordered("slot", old, new),
        *_ordered("step", old, new),
        *_ordered("gate", old, new),
        *_unordered("fit row", old, new),
        *_unordered("intent row", old, new),
        *_unordered("signal", old, new),
        *_ordered("potential row", old, new),
        *_ordered("outcome", old, new),
        *_unordered("persona", old, new),
    )


def _heads(old: Scenario, new: Scenario) -> Iterator[Change]:
    details = _details(_flat(old, NOT_COMPARED), _flat(new, NOT_COMPARED))
    if details:
        yield Change("head", "", How.CHANGED, details)


def _unordered(part: str, old: Scenario, new: Scenario) -> Iterator[Change]:
    before, after = _by_id(getattr(old, UNORDERED[part])), _by_id(getattr(new, UNORDERED[part]))
    yield from _changes(part, before, after, frozenset())


def _ordered(part: str, old: Scenario, new: Scenario) -> Iterator[Change]:
    before, after = _by_id(getattr(old, ORDERED[part])), _by_id(getattr(new, ORDERED[part]))
    yield from _changes(part, before, after, _moved(list(before), list(after)))


def _changes(
    part: str, before: Mapping[str, object], after: Mapping[str, object], moved: frozenset[str]
) -> Iterator[Change]:
    for one in before:
        if one not in after:
            yield Change(part, one, How.REMOVED)
    previous = None
    for one, value in after.items():
        where = (Detail("now", None, f"after {previous}" if previous else "first"),)
        previous = one
        if one not in before:
            yield Change(part, one, How.ADDED, _details({}, _flat(value)))
            continue
        if one in moved:
            yield Change(part, one, How.MOVED, where)
        details = _details(_flat(before[one]), _flat(value))
        if details:
            yield Change(part, one, How.CHANGED, details)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Ids in both that stand in another order; as few as explain it, not all that were pushed."""
    old, new = [one for one in before if one in after], [one for one in after if one in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {one for block in blocks for one in old[block.a : block.a + block.size]}
    return frozenset(new) - stayed


def _by_id(parts: Mapping[str, object] | Iterable[object]) -> dict[str, object]:
    if isinstance(parts, Mapping):
        return dict(parts)
    return {str(getattr(one, "id", "")): one for one in parts}


def _details(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Detail, ...]:
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(
        Detail(key, before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    )


def _flat(part: object, without: Iterable[str] = ("id",)) -> dict[str, str]:
    """Every value of a part that is set, in words, by the key under which an author knows it."""
    found: dict[str, str] = {}
    for field in fields(part):  # type: ignore[arg-type]  # every part is a dataclass
        if field.name not in without:
            value = getattr(part, field.name)
            if value != field.default:
                found |= _words(KEYS.get(field.name, field.name), value)
    return found


def _words(key: str, value: object) -> dict[str, str]:
    match value:
        case None | False | ():
            return {}
        case Text() | Unit():
            return {f"{key} ({locale})": _spoken(said) for locale, said in value.by_locale.items()}
        case Condition():
            return {key: " ".join(value.source.split())}
        case timedelta():
            return {key: _span(value)}
        case WinTable():
            return _chances(value)
        case Mapping():
            return {f"{key}.{name}": _plain(one) for name, one in value.items()}
        case tuple() if all(hasattr(one, "id") for one in value):
            order = {f"{key} in order": ", ".join(str(one.id) for one in value)}
            return order | _many(key, {str(one.id): one for one in value})
        case tuple() if all(is_dataclass(one) for one in value):
            return _many(key, {str(number): one for number, one in enumerate(value, 1)})
        case tuple():
            return {key: ", ".join(_plain(one) for one in value)}
        case _:
            return {key: _plain(value)}


def _spoken(said: str | tuple[str, ...]) -> str:
    """Words, or the forms of one."""
    return _quoted(said) if isinstance(said, str) else ", ".join(_quoted(form) for form in said)


def _chances(table: WinTable) -> dict[str, str]:
    told = (f"from {one.least}: {one.chance:.1%} of {one.deals}" for one in table.bands)
    about = f"{table.score}, {table.target.value}, settles in {_span(table.settles)}"
    return {"calibration": about, "chances": "; ".join(told)}


def _many(key: str, parts: Mapping[str, object]) -> dict[str, str]:
    return {
        f"{key} {name}, {inner}": words
        for name, part in parts.items()
        for inner, words in _flat(part).items()
    }


def _span(value: timedelta) -> str:
    for letter, unit in SPANS.items():
        if value % unit == timedelta(0):
            return f"{value // unit}{letter}"
    return str(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Iterable):
        return ", ".join(sorted(str(one) for one in value))
    return str(value)


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"«{line if len(line) <= LONGEST else line[:LONGEST] + '…'}»"
