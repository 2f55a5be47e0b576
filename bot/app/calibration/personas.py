"""Personas after a change of points: what they expect is corrected where only points changed.

Where one ends elsewhere now, a person decides whether the rules or the expectation are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.app.calibration.words import Words
from dialogs.checks.personas import Stuck, play
from dialogs.findings import ScenarioErrors
from dialogs.loader import Loaded, load_scenario, read
from dialogs.persona import Persona
from dialogs.source import Mark, Scalar

_POINTS = re.compile(r"[-+]?[0-9_]+")


@dataclass(frozen=True, slots=True)
class Undecided:
    """A persona that ends elsewhere than it expects."""

    persona: str
    expects: str
    ends: str


@dataclass(frozen=True, slots=True)
class _Correction:
    """At `mark` stands a value; `points` takes its place, None leaves it. `note` says why."""

    mark: Mark
    points: int | None
    note: str


def corrected(text: str, name: str, words: Words) -> tuple[str, tuple[Undecided, ...]]:
    """The text with points that personas get now, each marked; and those to be decided about."""
    loaded = read(text, name=name)
    found: list[_Correction] = []
    undecided: list[Undecided] = []
    for persona in loaded.scenario.personas:
        try:
            finished = play(loaded.scenario, persona).finished
        except Stuck:
            continue  # it was stuck before: points stop nobody
        if finished.outcome.id != persona.expect:
            undecided.append(Undecided(persona.id, persona.expect, finished.outcome.id))
            note = words.say("to_decide", outcome=finished.outcome.id)
            found.extend(_at(loaded, persona, "expect", None, note))
        verdict = finished.verdict
        if verdict is not None:
            got = {"fit": verdict.fit, "intent": verdict.intent}
            found.extend(_points(loaded, persona, got, words))
    return _marked(text, name, found), tuple(undecided)


def _points(
    loaded: Loaded, persona: Persona, got: Mapping[str, int], words: Words
) -> Iterator[_Correction]:
    for score, expected in (("fit", persona.fit), ("intent", persona.intent)):
        if expected is not None and expected != got[score]:
            note = words.say("was_points", score=score, points=expected)
            yield from _at(loaded, persona, score, got[score], note)


def _at(
    loaded: Loaded, persona: Persona, key: str, points: int | None, note: str
) -> Iterator[_Correction]:
    place = loaded.places.get(("personas", persona.id, key))
    if isinstance(place, Scalar):
        yield _Correction(place.mark, points, note)


def _marked(text: str, name: str, found: list[_Correction]) -> str:
    """With a comment at the end of every changed line; without, where that would be no comment
    but part of a text that goes on in the next line."""
    noted = _written(text, found, notes=True)
    bare = _written(text, found, notes=False)
    try:
        same = load_scenario(noted, name=name).personas == load_scenario(bare, name=name).personas
    except ScenarioErrors:
        same = False
    return noted if same else bare


def _written(text: str, found: list[_Correction], *, notes: bool) -> str:
    lines = text.splitlines(keepends=True)
    said: dict[int, list[str]] = {}
    for one in sorted(found, key=lambda each: (-each.mark.line, -each.mark.column)):
        at, line = one.mark.line - 1, lines[one.mark.line - 1]
        said.setdefault(at, []).insert(0, one.note)
        if one.points is not None:
            start = one.mark.column - 1
            lines[at] = line[:start] + _POINTS.sub(str(one.points), line[start:], count=1)
    for at, notes_of_line in said.items() if notes else ():
        lines[at] = f"{lines[at].rstrip()}  # {'; '.join(notes_of_line)}\n"
    return "".join(lines)
