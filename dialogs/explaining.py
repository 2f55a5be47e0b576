"""Why a verdict came out as it did: thresholds, what was short, which answer would have helped.

Rests on what the verdict keeps and on the scenario version it was judged by. Pure; the words are
`bot.chat.why`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from dialogs.conditions import And, Compare, Condition, Node
from dialogs.domains import TooWide, conditions_of, regions_of
from dialogs.qualification import kept_values, replay_slots
from dialogs.scenario import Scenario, ScoreRow
from dialogs.signals.circumstances import Circumstances
from dialogs.values import Blank, Value
from leads.stage import Stage
from leads.verdict import Verdict
from leads.winning import ScoreName

SCORES: tuple[ScoreName, ...] = ("fit", "intent")
MOST_CLOSE = 4


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a score has to be at least for the lead to be qualified, and what it is."""

    score: ScoreName
    points: int
    at_least: int

    @property
    def short(self) -> int:
        """How many points are missing; 0 when it is reached."""
        return max(self.at_least - self.points, 0)


@dataclass(frozen=True, slots=True)
class Close:
    """A rule that did not fire and that one other answer would have made fire.

    `gain` are the points by which the score would be higher by judging again, the rules counted
    off that would no longer fire. `slot` is the question; `unknown` when it has no answer.
    """

    row: ScoreRow
    score: ScoreName
    slot: str
    gain: int
    unknown: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """`thresholds` of the outcome that qualifies, by points alone; empty when none does so.

    `close` are the nearest rules of the scores that were short, one for each question.
    """

    thresholds: tuple[Threshold, ...]
    close: tuple[Close, ...]


def explain(scenario: Scenario, verdict: Verdict) -> Explanation:
    """What a verdict of this very scenario version lacked. Rules that a gate forestalled count."""
    points: Mapping[ScoreName, int] = {"fit": verdict.fit, "intent": verdict.intent}
    thresholds = tuple(
        Threshold(score, points[score], at_least)
        for score, at_least in qualifying_points(scenario).items()
    )
    if verdict.stage is Stage.QUALIFIED or verdict.gate is not None:
        return Explanation(thresholds, ())
    values = kept_values(verdict)
    close = chain.from_iterable(
        _close(scenario, verdict, threshold, values) for threshold in thresholds if threshold.short
    )
    return Explanation(thresholds, tuple(close)[:MOST_CLOSE])


def qualifying_points(scenario: Scenario) -> Mapping[ScoreName, int]:
    """The least points that the first outcome with the stage `qualified` asks for, by score."""
    for outcome in scenario.outcomes:
        if outcome.stage is Stage.QUALIFIED and outcome.when is not None:
            return _least(outcome.when)
    return {}


def _least(condition: Condition) -> Mapping[ScoreName, int]:
    found: dict[ScoreName, int] = {}
    for part in _required(condition.tree):
        for score in SCORES:
            if isinstance(part, Compare) and part.slot == score and part.sign in (">", ">="):
                least = int(part.constant) + (part.sign == ">")
                found[score] = max(found.get(score, least), least)
    return found


def _required(node: Node) -> Iterator[Node]:
    """The parts that all have to be true."""
    if isinstance(node, And):
        for part in node.parts:
            yield from _required(part)
    else:
        yield node


def _close(
    scenario: Scenario, verdict: Verdict, threshold: Threshold, values: Mapping[str, Value]
) -> Iterator[Close]:
    """One rule for each question that was asked: the least that suffices, else the most points."""
    try:
        regions = regions_of(scenario.slots, conditions_of(scenario))
    except TooWide:
        return
    nearest: list[Close] = []
    for slot in values:
        ways = [
            way
            for value in regions.get(slot, ())
            if (way := _gained(scenario, verdict, threshold.score, slot, {**values, slot: value}))
        ]
        enough = [way for way in ways if way.gain >= threshold.short]
        if enough:
            nearest.append(min(enough, key=lambda way: way.gain))
        elif ways:
            nearest.append(max(ways, key=lambda way: way.gain))
    yield from sorted(
        nearest, key=lambda way: (not way.unknown, way.gain < threshold.short, -way.gain)
    )


def _gained(
    scenario: Scenario,
    verdict: Verdict,
    score: ScoreName,
    slot: str,
    other: Mapping[str, Value],
) -> Close | None:
    """What another answer to `slot` would bring, and the weightiest rule that it makes fire.

    None where it brings nothing, a gate would stop it, or other questions would be asked instead.
    """
    beside = Circumstances.from_json(verdict.circumstances)
    decision = replay_slots(scenario, other, beside=beside)
    if decision is None or decision.gate is not None:
        return None
    again = decision.verdict
    gain = again.fit - verdict.fit if score == "fit" else again.intent - verdict.intent
    fired = {row.id for row in again.rows} - {row.id for row in verdict.rows}
    rows = scenario.fit if score == "fit" else scenario.intent
    new = [row for row in rows if row.id in fired]
    if not new or gain <= 0:
        return None
    unknown = isinstance(kept_values(verdict)[slot], Blank)
    return Close(max(new, key=lambda row: row.add), score, slot, gain, unknown)
