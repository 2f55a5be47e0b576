"""What the report tells about each part of a scenario, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.report.words import Words, phrases
from bot.chat.texts import Texts
from dialogs.bounds import Explored, explore
from dialogs.checks.personas import Played, Stuck, play
from dialogs.conditions import slots_of
from dialogs.document.diagram import Diagram, lay_out
from dialogs.document.flow import Move, Way, moves
from dialogs.domains import TooWide
from dialogs.persona import Persona
from dialogs.scenario import Gate, Outcome, Scenario, ScoreRow, Slot, Step
from dialogs.schema.slot_types import SCORES
from dialogs.signals.circumstances import DOUBT
from dialogs.signals.weighing import heaviest


@dataclass(frozen=True, slots=True)
class Target:
    """Where a step leads: the anchor to go to, its name, and what it takes."""

    anchor: str
    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `slot` is None for what is only said."""

    number: int
    step: Step
    slot: Slot | None
    when: str
    takes: str
    options: tuple[tuple[str, str, str, str], ...]
    """Id, Russian label, English label, condition in words."""
    targets: tuple[Target, ...]
    decides: tuple[str, ...]
    """Ids of the rules, steps and outcomes whose conditions look at the answer."""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One outcome with who ends there."""

    outcome: Outcome
    how: str
    stage: str
    gates: tuple[str, ...]
    personas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonaView:
    """One persona: answers in words, and how they ended; `played` is None when it got stuck.

    `asked` is how many questions it got.
    """

    persona: Persona
    answers: tuple[tuple[str, str], ...]
    played: Played | None
    asked: int


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The rows of one score; `low` and `high` are the points over all paths, if all were tried."""

    name: str
    rows: tuple[tuple[ScoreRow, str], ...]
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Views:
    """Everything the report tells about one scenario."""

    steps: tuple[StepView, ...]
    gates: tuple[tuple[Gate, str], ...]
    scores: tuple[ScoreView, ...]
    outcomes: tuple[OutcomeView, ...]
    personas: tuple[PersonaView, ...]
    longest: int | None
    diagram: Diagram | None


def views_of(scenario: Scenario, locale: str) -> Views:
    """The views of a scenario that was loaded; it may still have findings."""
    words = Words(scenario, locale)
    try:
        explored = explore(scenario)
        found = moves(scenario, frozenset(explored.ends))
    except TooWide:
        explored, found = None, None
    played = [(persona, _played(scenario, persona)) for persona in scenario.personas]
    return Views(
        steps=tuple(_steps(scenario, words, found or ())),
        gates=tuple((gate, words.condition(gate.when)) for gate in scenario.gates),
        scores=tuple(_scores(scenario, words, explored)),
        outcomes=tuple(_outcomes(scenario, words, played)),
        personas=tuple(
            PersonaView(
                persona,
                tuple(_given(persona, words)),
                end,
                sum(scenario.step_by_id[one].slot is not None for one in end.shown) if end else 0,
            )
            for persona, end in played
        ),
        longest=explored.longest if explored else None,
        diagram=lay_out(scenario, found) if found else None,
    )


def _given(persona: Persona, words: Words) -> Iterator[tuple[str, str]]:
    """What the persona answers, and what is known of it besides."""
    yield from (
        (words.label(slot), words.answer(slot, raw)) for slot, raw in persona.answers.items()
    )
    yield from ((words.label(name), words.beside(raw)) for name, raw in persona.known.items())


def _played(scenario: Scenario, persona: Persona) -> Played | None:
    try:
        return play(scenario, persona)
    except Stuck:
        return None


def _steps(scenario: Scenario, words: Words, found: Sequence[Move]) -> Iterator[StepView]:
    for number, step in enumerate(scenario.steps, start=1):
        slot = scenario.slots[step.slot] if step.slot else None
        yield StepView(
            number=number,
            step=step,
            slot=slot,
            when=words.condition(step.when) if step.when else "",
            takes=words.takes(slot) if slot else "",
            options=tuple(
                (
                    option.id,
                    option.label.in_("ru"),
                    option.label.in_("en"),
                    words.condition(option.when) if option.when else "",
                )
                for option in (slot.options if slot else ())
            ),
            targets=tuple(_targets(scenario, words, step, found)),
            decides=tuple(_decides(scenario, slot)) if slot else (),
        )


def _targets(
    scenario: Scenario, words: Words, step: Step, found: Sequence[Move]
) -> Iterator[Target]:
    gates = {gate.id: gate for gate in scenario.gates}
    for move in (one for one in found if one.source == step.id):
        if move.way is Way.STEP:
            when = scenario.step_by_id[move.target].when
            condition = words.condition(when) if when else ""
            yield Target(f"step-{move.target}", name_of(scenario, move.target, words), condition)
        elif move.gate is not None:
            condition = f"{move.gate}: {words.condition(gates[move.gate].when)}"
            yield Target(f"outcome-{move.target}", move.target, condition)
        else:
            outcome = scenario.outcome(move.target)
            condition = words.condition(outcome.when) if outcome.when else ""
            yield Target(f"outcome-{move.target}", move.target, condition)


def name_of(scenario: Scenario, step_id: str, words: Words) -> str:
    """What a step is called: its slot's label, or its id when something is only said."""
    step = scenario.step_by_id[step_id]
    if step.review:
        said: str = phrases(words.locale)["legend_review"]
        return said[0].upper() + said[1:]
    return step_id if step.slot is None else words.label(step.slot)


def _decides(scenario: Scenario, slot: Slot) -> Iterator[str]:
    conditions = [(one.id, one.when) for one in scenario.steps]
    conditions += [(one.id, one.when) for one in scenario.gates]
    rows = (*scenario.fit, *scenario.intent, *scenario.signals)
    conditions += [(one.id, one.when) for one in rows]
    conditions += [(one.id, one.when) for one in scenario.outcomes]
    yield from (name for name, when in conditions if when and slot.id in slots_of(when))


def _scores(scenario: Scenario, words: Words, explored: Explored | None) -> Iterator[ScoreView]:
    for place, (name, rows) in enumerate(zip(SCORES, (scenario.fit, scenario.intent), strict=True)):
        if rows:
            totals = [pair[place] for pair in explored.totals] if explored else []
            yield ScoreView(
                name,
                tuple((row, words.condition(row.when)) for row in rows),
                min(totals, default=None),
                max(totals, default=None),
            )
    if scenario.signals:
        noticed = tuple((row, words.condition(row.when)) for row in scenario.signals)
        yield ScoreView(DOUBT, noticed, 0, heaviest(scenario))


def otherwise(scenario: Scenario, locale: str) -> str:
    """Who ends in the outcome that has no condition."""
    alone = not any(outcome.when for outcome in scenario.outcomes)
    said: str = phrases(locale)["everybody" if alone else "otherwise"]
    return said


def _outcomes(
    scenario: Scenario, words: Words, played: Sequence[tuple[Persona, Played | None]]
) -> Iterator[OutcomeView]:
    texts, said = Texts(words.locale), phrases(words.locale)
    for outcome in scenario.outcomes:
        gates = tuple(gate.id for gate in scenario.gates if gate.outcome == outcome.id)
        if outcome.when is not None:
            how = words.condition(outcome.when)
        elif outcome.only_by_gate:
            how = said["by_gate"].format(gates=", ".join(gates))
        else:
            how = otherwise(scenario, words.locale)
        yield OutcomeView(
            outcome=outcome,
            how=how,
            stage=texts.label(f"stage_{outcome.stage.value}", words.locale, outcome.stage.value),
            gates=gates,
            personas=tuple(
                persona.id
                for persona, end in played
                if end is not None and end.finished.outcome.id == outcome.id
            ),
        )
