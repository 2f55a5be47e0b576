"""Mutants of a scenario: small changes of its rules, as a hurried editor might make them.

Here live the ways to change a scenario. Whether a change is noticed is `benchmarks.mutants`' to
find out. Texts, labels, CRM fields and how long until a recheck are left alone, and so is what
would only accept more answers than before (wider ranges, another «Не знаю»): personas don't judge
those.
"""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

File = dict[str, Any]
SIGNS = ("==", "!=", "<=", ">=", "<", ">")
FLAGS = ("unsure", "optional")
_SIGN = re.compile("|".join(SIGNS))
_NUMBER = re.compile(r"\b\d[\d_]*\b")
_JOINT = re.compile(r"\b(?:and|or)\b")
_WORD = re.compile(r"\b[a-z][a-z0-9_]*\b")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed scenario: how, where, and the text (JSON, which is YAML) to load."""

    way: str
    where: str
    text: str


class NothingToChange(Exception):
    """The chosen place has nothing that this way could change."""


def mutants(text: str, count: int, seed: int) -> Iterator[Mutant]:
    """`count` mutants of the scenario in `text`, no two the same; the same ones for a seed.

    Fewer when the scenario has no more to change.
    """
    original = YAML(typ="safe", pure=True).load(text)
    chance = random.Random(seed)
    seen = {json.dumps(original, ensure_ascii=False)}
    made = tries = 0
    while made < count and tries < count * 50:
        tries += 1
        changed = copy.deepcopy(original)
        way = chance.choice(WAYS)
        try:
            where = way(changed, chance)
        except NothingToChange:
            continue
        written = json.dumps(changed, ensure_ascii=False)
        if written not in seen:
            seen.add(written)
            made += 1
            yield Mutant(way.__name__.replace("_", "-"), where, written)


# ------------------------------------------------------------------------------- whole parts


def drop_step(file: File, chance: random.Random) -> str:
    """A question or a piece of information is gone."""
    return _drop(file["steps"], chance)


def swap_steps(file: File, chance: random.Random) -> str:
    """Two neighbours are met in the other order."""
    return _swap(file["steps"], chance)


def drop_gate(file: File, chance: random.Random) -> str:
    """A knock-out rule is gone."""
    return _drop(file.get("gates", []), chance)


def swap_gates(file: File, chance: random.Random) -> str:
    """Two gates fire in the other order."""
    return _swap(file.get("gates", []), chance)


def drop_row(file: File, chance: random.Random) -> str:
    """Points are gone."""
    return _drop(chance.choice(_score_lists(file)), chance)


def move_row(file: File, chance: random.Random) -> str:
    """A row gives its points to the other score."""
    scores = _score_lists(file)
    if len(scores) < 2:
        raise NothingToChange
    source, target = chance.sample(scores, 2)
    row = source.pop(_index(source, chance))
    target.append(row)
    return _name(row)


def drop_outcome(file: File, chance: random.Random) -> str:
    """A way to end is gone."""
    return _drop(file["outcomes"], chance)


def swap_outcomes(file: File, chance: random.Random) -> str:
    """Two outcomes change places, or everything but their names."""
    outcomes = file["outcomes"]
    if len(outcomes) < 2:
        raise NothingToChange
    one, two = chance.sample(range(len(outcomes)), 2)
    outcomes[one], outcomes[two] = outcomes[two], outcomes[one]
    if chance.random() < 0.5:
        outcomes[one]["id"], outcomes[two]["id"] = outcomes[two]["id"], outcomes[one]["id"]
    return f"{outcomes[one]['id']} and {outcomes[two]['id']}"


def drop_option(file: File, chance: random.Random) -> str:
    """A choice has one option less."""
    slot, options = _choice_slot(file, chance)
    option = chance.choice(sorted(options))
    del options[option]
    return f"{slot}.{option}"


# ------------------------------------------------------------------------------- single values


def redirect(file: File, chance: random.Random) -> str:
    """A gate leads to another outcome, or an outcome to another stage or scenario."""
    outcomes = [outcome["id"] for outcome in file["outcomes"]]
    target = chance.choice([*file.get("gates", []), *file["outcomes"]])
    if "outcome" in target:
        target["outcome"] = _other(outcomes, target["outcome"], chance)
    elif "next" in target and chance.random() < 0.5:
        del target["next"]
    else:
        stages = ["lead", "qualified", "not_yet", "self_service", "disqualified", "brief"]
        target["stage"] = _other(stages, target["stage"], chance)
    return _name(target)


def change_points(file: File, chance: random.Random) -> str:
    """A row gives more, fewer or negative points."""
    rows = chance.choice(_score_lists(file))
    row = rows[_index(rows, chance)]
    row["add"] = chance.choice((row["add"] + 5, row["add"] - 5, row["add"] + 1, -row["add"]))
    return _name(row)


def drop_flag(file: File, chance: random.Random) -> str:
    """«Не знаю» or «Пропустить» is not offered any more."""
    flags = [(step, flag) for step in file["steps"] for flag in FLAGS if step.get(flag)]
    if not flags:
        raise NothingToChange
    step, flag = chance.choice(flags)
    del step[flag]
    return f"{_name(step)}.{flag}"


def drop_need(file: File, chance: random.Random) -> str:
    """An answer does not count as telling of the need any more."""
    slots = sorted(name for name, slot in file["slots"].items() if slot.get("need"))
    if not slots:
        raise NothingToChange
    slot = chance.choice(slots)
    del file["slots"][slot]["need"]
    return f"{slot}.need"


def change_cap(file: File, chance: random.Random) -> str:
    """All signals together may weigh more or less."""
    signals = file.get("signals")
    if not signals:
        raise NothingToChange
    signals["cap"] += chance.choice((10, -10, -5))
    return f"cap {signals['cap']}"


def rename_slot(file: File, chance: random.Random) -> str:
    """A slot gets another name where it is defined, where it is asked, or in one condition."""
    slot = chance.choice(sorted(file["slots"]))
    asks = [step for step in file["steps"] if step.get("ask") == slot]
    uses = [one for one in _conditions(file) if re.search(rf"\b{slot}\b", one["when"])]
    where = chance.choice(("definition", "step", "condition"))
    if where == "definition":
        file["slots"] = {
            f"{slot}_2" if key == slot else key: it for key, it in file["slots"].items()
        }
    elif where == "step" and asks:
        other = chance.choice((f"{slot}_2", _other(sorted(file["slots"]), slot, chance)))
        asks[0]["ask"] = other
    elif where == "condition" and uses:
        use = chance.choice(uses)
        other = chance.choice((f"{slot}_2", _other(sorted(file["slots"]), slot, chance)))
        use["when"] = re.sub(rf"\b{slot}\b", other, use["when"], count=1)
    else:
        raise NothingToChange
    return f"{slot} ({where})"


def delete_translation(file: File, chance: random.Random) -> str:
    """A text is there in one language only."""
    texts = list(_texts(file))
    text = chance.choice(texts)
    del text[chance.choice(("ru", "en"))]
    return next(iter(text.values()))[:30]


# ------------------------------------------------------------------------------- conditions


def drop_condition(file: File, chance: random.Random) -> str:
    """What had a condition holds always."""
    one = chance.choice(list(_conditions(file)))
    del one["when"]
    return _name(one)


def flip_operator(file: File, chance: random.Random) -> str:
    """A number is compared in another way."""

    def flip(sign: str) -> str:
        return _other(list(SIGNS), sign, chance)

    return _rewrite(file, chance, _SIGN, flip)


def flip_joint(file: File, chance: random.Random) -> str:
    """`and` for `or`, or the other way round."""
    return _rewrite(file, chance, _JOINT, lambda word: "or" if word == "and" else "and")


def move_threshold(file: File, chance: random.Random) -> str:
    """A constant is a little or a lot higher or lower."""

    def move(number: str) -> str:
        value = int(number.replace("_", ""))
        moved = (value + 1, value - 1, value * 2, value // 2, value + 5, value - 5)
        return str(chance.choice(moved))

    return _rewrite(file, chance, _NUMBER, move)


def other_option(file: File, chance: random.Random) -> str:
    """A condition names another option of the same slot."""
    slot, options = _choice_slot(file, chance)
    named = re.compile(rf"\b(?:{'|'.join(sorted(options))})\b(?!\s*\|)")
    uses = [one for one in _conditions(file) if re.search(rf"\b{slot}\b", one["when"])]
    if not uses:
        raise NothingToChange
    one = chance.choice(uses)
    found = [match for match in named.finditer(one["when"]) if match[0] != slot]
    if not found:
        raise NothingToChange
    match = chance.choice(found)
    _replace(one, match, _other(sorted(options), match[0], chance))
    return _name(one)


def negate(file: File, chance: random.Random) -> str:
    """A condition says the opposite."""
    one = chance.choice(list(_conditions(file)))
    one["when"] = f"not ({one['when']})"
    return _name(one)


def drop_half(file: File, chance: random.Random) -> str:
    """Only one side of an `and` or `or` is left."""
    split = [one for one in _conditions(file) if _JOINT.search(one["when"])]
    if not split:
        raise NothingToChange
    one = chance.choice(split)
    match = chance.choice(list(_JOINT.finditer(one["when"])))
    sides = (one["when"][: match.start()].strip(), one["when"][match.end() :].strip())
    one["when"] = chance.choice(sides)
    return _name(one)


WAYS: tuple[Callable[[File, random.Random], str], ...] = (
    drop_step,
    swap_steps,
    drop_gate,
    swap_gates,
    drop_row,
    move_row,
    drop_outcome,
    swap_outcomes,
    drop_option,
    redirect,
    change_points,
    drop_flag,
    drop_need,
    change_cap,
    rename_slot,
    delete_translation,
    drop_condition,
    flip_operator,
    flip_joint,
    move_threshold,
    other_option,
    negate,
    drop_half,
)


def _conditions(file: File) -> Iterator[dict[str, Any]]:
    """Everything that has a condition."""
    parts = (file["steps"], file.get("gates", []), *_score_lists(file), file["outcomes"])
    yield from (one for part in parts for one in part if "when" in one)


def _rewrite(
    file: File, chance: random.Random, pattern: re.Pattern[str], change: Callable[[str], str]
) -> str:
    """Change one place that matches in one condition."""
    fitting = [one for one in _conditions(file) if pattern.search(one["when"])]
    if not fitting:
        raise NothingToChange
    one = chance.choice(fitting)
    match = chance.choice(list(pattern.finditer(one["when"])))
    _replace(one, match, change(match[0]))
    return _name(one)


def _replace(one: dict[str, Any], match: re.Match[str], new: str) -> None:
    text = one["when"]
    one["when"] = text[: match.start()] + new + text[match.end() :]


def _score_lists(file: File) -> list[list[dict[str, Any]]]:
    found = [rows for rows in file.get("score", {}).values() if rows]
    found += [file["signals"]["rows"]] if file.get("signals") else []
    return found or [[]]


def _choice_slot(file: File, chance: random.Random) -> tuple[str, dict[str, Any]]:
    slots = sorted(name for name, slot in file["slots"].items() if "options" in slot)
    if not slots:
        raise NothingToChange
    slot = chance.choice(slots)
    return slot, file["slots"][slot]["options"]


def _texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict) and "ru" in value:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _index(items: list[Any], chance: random.Random) -> int:
    if not items:
        raise NothingToChange
    return chance.randrange(len(items))


def _drop(items: list[Any], chance: random.Random) -> str:
    return _name(items.pop(_index(items, chance)))


def _swap(items: list[Any], chance: random.Random) -> str:
    if len(items) < 2:
        raise NothingToChange
    first = chance.randrange(len(items) - 1)
    items[first], items[first + 1] = items[first + 1], items[first]
    return f"{_name(items[first])} and {_name(items[first + 1])}"


def _other(items: list[str], item: str, chance: random.Random) -> str:
    rest = [one for one in items if one != item]
    if not rest:
        raise NothingToChange
    return chance.choice(rest)


def _name(one: dict[str, Any]) -> str:
    return str(next(one[key] for key in ("id", "ask", "say", "review") if key in one))
