"""What is written into a card that is there already: each field by its mode. Pure.

Three states meet: what we want now, what we sent last, and what stands there now. Nothing is sent
that was sent before, so that a person's correction in the CRM is not undone by a push that is
about something else.

| Mode | The field is written when our value changed and … |
|---|---|
| always | at once; nothing of ours empties it |
| if_new | never again |
| if_empty | nothing stands there |
| never_after_human | what stands there is what we sent |
| append | it does not stand there yet; then it is added |

In a card that was there before us nothing of others is ever written over: see `softened`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from crm_sync.cards import CrmValue
from crm_sync.likeness import digits_of
from crm_sync.mapping.plan import FieldRule, Mode

Values = Mapping[str, CrmValue | None]
NEEDS_CURRENT = frozenset({Mode.IF_EMPTY, Mode.NEVER_AFTER_HUMAN, Mode.APPEND})


def first_values(rules: Sequence[FieldRule], ours: Values) -> dict[str, CrmValue | None]:
    """What a new card is made with."""
    wanted = {rule.to: rule.read(ours) for rule in rules}
    return {name: value for name, value in wanted.items() if not is_empty(value)}


def softened(rules: Sequence[FieldRule], *, first: bool) -> list[FieldRule]:
    """The rules for a card that somebody else made: at `first` what is empty is filled, later only
    what stands there as we filled it is changed."""
    modes = {Mode.ALWAYS: Mode.NEVER_AFTER_HUMAN}
    if first:
        modes[Mode.IF_NEW] = Mode.IF_EMPTY
    return [replace(rule, mode=modes.get(rule.mode, rule.mode)) for rule in rules]


def must_read(rules: Sequence[FieldRule], ours: Values, sent: Values) -> bool:
    """Whether what stands there now has to be known."""
    return any(rule.mode in NEEDS_CURRENT and _changed(rule, ours, sent) for rule in rules)


def next_values(
    rules: Sequence[FieldRule], ours: Values, sent: Values, current: Values
) -> dict[str, CrmValue | None]:
    """What of a known card is to be changed. Where the CRM can't be read, `current` is `sent`."""
    written: dict[str, CrmValue | None] = {}
    for rule in rules:
        if not _changed(rule, ours, sent):
            continue
        wanted, stands = rule.read(ours), current.get(rule.to)
        match rule.mode:
            case Mode.ALWAYS:
                written[rule.to] = wanted
            case Mode.IF_NEW:
                continue
            case Mode.IF_EMPTY if is_empty(stands) and not is_empty(wanted):
                written[rule.to] = wanted
            case Mode.NEVER_AFTER_HUMAN if same(stands, sent.get(rule.to)):
                written[rule.to] = wanted
            case Mode.APPEND if not is_empty(wanted):
                grown = appended(stands, wanted, several=rule.several)
                if not same(grown, stands):
                    written[rule.to] = grown
            case _:
                continue
    return written


def is_empty(value: CrmValue | None) -> bool:
    """Nothing stands there. Zero and `false` are something."""
    return value is None or value in ("", ())


def same(one: CrmValue | None, other: CrmValue | None) -> bool:
    """Whether two values say the same, in whatever form a CRM gives ours back."""
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if isinstance(one, tuple) or isinstance(other, tuple):
        return _items(one) == _items(other)
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one == other
    return _word(one) == _word(other)


def appended(
    stands: CrmValue | None, wanted: CrmValue | None, *, several: bool = False
) -> CrmValue | None:
    """What stands there with what is wanted behind it: items to a list, lines to a text. Of a phone
    or an e-mail there are `several`, however each is written."""
    if is_empty(stands) or wanted is None:
        return wanted
    if several:
        there = {_way(one) for one in _as_tuple(stands)}
        others = tuple(one for one in _as_tuple(wanted) if _way(one) not in there)
        return (*_as_tuple(stands), *others) if others else stands
    if isinstance(stands, tuple) or isinstance(wanted, tuple):
        known = _items(stands)
        new = [one for one in _as_tuple(wanted) if _word(one) not in known]
        return (*_as_tuple(stands), *new)
    return stands if str(wanted) in str(stands) else f"{stands}\n{wanted}"


def _changed(rule: FieldRule, ours: Values, sent: Values) -> bool:
    return not same(rule.read(ours), sent.get(rule.to))


def _as_tuple(value: CrmValue | None) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (str(value),)


def _way(value: str) -> str:
    """A phone by its digits, an e-mail in small letters."""
    return value.casefold() if "@" in value else digits_of(value)


def _items(value: CrmValue | None) -> frozenset[str]:
    return frozenset(_word(one) for one in _as_tuple(value))


def _word(value: CrmValue | None) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        value = int(value)
    return " ".join(str(value).split())
