"""The `outcomes:` part: how the scenario can end, in the order in which endings are tried."""

from __future__ import annotations

from dialogs.conditions import Condition
from dialogs.scenario import Outcome
from dialogs.schema import keys
from dialogs.schema.fields import Fields, open_items
from dialogs.schema.rules import Context, UniqueIds
from dialogs.schema.slot_types import BESIDE_OUTCOMES
from dialogs.source import Tree
from leads.stage import Stage


def read_outcomes(
    context: Context, tree: Tree | None, ids: UniqueIds, *, route: bool = False
) -> tuple[Outcome, ...]:
    """The outcomes that are well-formed, in the order they are tried; `route` when they only lead
    to other scenarios."""
    if tree is None:
        return ()
    report = context.report
    outcomes: list[Outcome] = []
    otherwise: Fields | None = None
    for fields in open_items(report, tree, ("outcomes",), "an outcome", keys.OUTCOME):
        is_else, by_gate = _way(fields)
        if is_else and otherwise is not None:
            report.error(
                "two-elses", fields.values["else"].mark, "there is one else already", "remove one"
            )
        elif otherwise is not None and "when" in fields:
            report.error(
                "after-else",
                fields.mark,
                "no path leads here: the outcome before it takes everything",
                "move the outcome with else: true to the end",
            )
        otherwise = fields if is_else else otherwise
        when = context.condition(fields, "when", beside=BESIDE_OUTCOMES)
        outcome = _outcome(context, fields, ids, when, by_gate=by_gate, route=route)
        if outcome is not None:
            outcomes.append(outcome)
            fields.known_as("outcomes", outcome.id)
    if otherwise is None:
        report.error(
            "missing-else",
            tree.mark,
            "no outcome catches the people whom no condition fits",
            "add a last outcome with else: true",
        )
    return tuple(outcomes)


def _way(fields: Fields) -> tuple[bool, bool]:
    """Which of `else` and `by_gate` is set; anything but exactly one way to get here is wrong."""
    is_else, by_gate = fields.flag("else"), fields.flag("by_gate")
    ways = [key for key in ("when", "else", "by_gate") if key in fields]
    if len(ways) != 1 or ("when" not in fields and not is_else and not by_gate):
        fields.report.error(
            "outcome-way",
            fields.mark,
            "an outcome has exactly one of when, else: true and by_gate: true",
            "keep the one that is meant" if len(ways) > 1 else "add when: …",
        )
    return is_else, by_gate


def _outcome(
    context: Context,
    fields: Fields,
    ids: UniqueIds,
    when: Condition | None,
    *,
    by_gate: bool,
    route: bool,
) -> Outcome | None:
    outcome_id = ids.take(fields)
    stage = fields.one_of("stage", Stage, "a stage")
    tell = context.text(fields, "tell", "tell")
    following = fields.id("next", "a scenario")
    partner = fields.id("partner", "a kind of partner")
    forward = context.text(fields, "forward", "forward")
    if route:
        _check_route(fields)
        stage = Stage.ENQUIRY
    elif "stage" not in fields and "stage" not in fields.misspelt:
        fields.report.error(
            "missing-key",
            fields.mark,
            "an outcome needs 'stage'",
            "name the stage that the lead moves to, for example stage: qualified",
        )
    if not (outcome_id and stage and tell):
        return None
    return Outcome(outcome_id, Stage(stage), tell, when, following, partner, by_gate, forward)


def _check_route(fields: Fields) -> None:
    for key in ("stage", "partner", "forward"):
        if key in fields:
            fields.report.error(
                "key-not-for-type",
                fields.values[key].mark,
                f"a route moves no lead, so its outcome has no {key!r}",
                "remove it, or make the scenario a quiz",
            )
    if "next" not in fields and "next" not in fields.misspelt:
        fields.report.error(
            "route-ends",
            fields.mark,
            "this outcome of a route leads nowhere",
            "name the scenario that follows: next: …",
        )
