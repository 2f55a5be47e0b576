"""`calibrate --history`: the leads of the program's own database, as far as they were known when
they were judged, proposed as a table's deals are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.app.calibration.files import TableError
from bot.app.calibration.proposing import Deals, Old, Options, proposed
from bot.app.calibration.report import Wishes
from bot.app.calibration.words import Words
from bot.app.registry_desk import registry_desk
from bot.app.settings import Settings
from dialogs.calibration.rows import FALSE, TRUE, can_score
from dialogs.scenario import OWN_WORDS, Scenario, ScenarioKind, Slot
from dialogs.values import Blank, Other, Range, Value, value_from_json
from leads.grading.yardstick import Yardstick
from leads.stage import Stage
from leads.winning import ScoreName
from reports.outcomes import Cohort, Followed, cohort, settling
from storage.outcomes import followed
from storage.yardsticks import last_yardstick

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class AskedOwn:
    """What `prequal calibrate --history` was asked; `scenario` None is the one of `QUIZ`."""

    scenario: str | None
    target: Stage
    drop: tuple[str, ...]
    questions: int
    wishes: Wishes
    language: str
    output: Path | None
    score: ScoreName


async def calibrate_own(asked: AskedOwn, settings: Settings, now: datetime) -> list[str]:
    """The report, line by line; writes the new version of the published scenario.

    Raises `TableError`, `RegistryError`, `DatabaseError` and `ScenarioErrors`.
    """
    async with registry_desk(settings) as desk:
        register = await desk.editions.register()
        scenario_id = asked.scenario or settings.quiz
        current = register.editions[register.current(scenario_id).digest]
        scenario = await desk.editions.kept(current)
        keys = desk.database.keys
        leads = await desk.database.read(lambda connection: followed(connection, keys))
        yardstick = await desk.database.read(last_yardstick)
    if scenario.kind is not ScenarioKind.QUIZ:
        raise TableError(f"{scenario_id} is a {scenario.kind}: only a quiz gives points.")
    version = register.greatest(scenario_id) + 1
    old = Old(scenario.source, f"{scenario_id}@{scenario.version}", version)
    output = asked.output or Path(f"{scenario_id}.yaml.v{version}")
    options = Options(asked.questions, asked.language, asked.score, output)
    told = _proposed(asked, leads, scenario, old, options, now)
    return [*told, *_company_grades(yardstick, Words(asked.language))]


def _proposed(
    asked: AskedOwn,
    leads: Sequence[Followed],
    scenario: Scenario,
    old: Old,
    options: Options,
    now: datetime,
) -> Iterator[str]:
    mine = [lead for lead in leads if lead.verdict.scenario_id == scenario.id]
    scored = [lead for lead in mine if lead.verdict.gate is None]
    settles = settling(scored, asked.target)
    found = cohort(scored, asked.target, settles, now)
    yield Words(asked.language).say(
        f"own_{asked.target.value}",
        gated=len(mine) - len(scored),
        young=found.young,
        days=settles // timedelta(days=1),
        ended=len(found.ended),
        open=found.still_open,
    )
    slots = _slots(scenario, asked.drop)
    deals = Deals(
        [_row(lead, slots) for lead, _ in found.ended],
        [ending.won for _, ending in found.ended],
        slots=slots,
        target=asked.target,
        settles=settles,
    )
    yield from proposed(deals, old, options, _spanning(asked.wishes, found))


def _company_grades(yardstick: Yardstick | None, words: Words) -> Iterator[str]:
    """The thresholds of companies by what they can become, beside those of leads by score."""
    if yardstick is None:
        return
    yield words.say(
        "company_grades_assumed" if yardstick.assumed else "company_grades",
        clients=yardstick.clients,
        months=yardstick.months,
        a=words.number(yardstick.borders.a_from),
        b=words.number(yardstick.borders.b_from),
        currency=yardstick.currency,
    )


def _slots(scenario: Scenario, drop: Sequence[str]) -> dict[str, Slot]:
    """What a card may ask for, by slot id."""
    asked = {step.slot for step in scenario.steps}
    able = [slot for slot in scenario.slots.values() if slot.id in asked and can_score(slot)]
    for name in drop:
        if name not in scenario.slots:
            there = ", ".join(slot.id for slot in able)
            raise TableError(f"--drop: {scenario.id} has no slot {name!r}. There are {there}.")
    return {slot.id: slot for slot in able if slot.id not in drop}


def _row(lead: Followed, slots: Iterable[str]) -> dict[str, str]:
    """The answers that the verdict rested on, as a table would hold them."""
    inputs = lead.verdict.inputs
    return {slot: _cell(value_from_json(inputs[slot])) if slot in inputs else "" for slot in slots}


def _cell(value: Value) -> str:
    match value:
        case bool():
            return TRUE if value else FALSE
        case int() | Decimal() | str() if not isinstance(value, Blank):
            return str(value)
        case Range(int() as low, int() as high):
            return str((low + high) / 2)
        case Range(low, high):
            return str(low if low is not None else high)
        case Other():
            return OWN_WORDS
        case _:
            return ""


def _spanning(wishes: Wishes, found: Cohort) -> Wishes:
    """The weeks in which these leads were judged, and which share of all of them has ended."""
    if not found.ended:
        return wishes
    first, last = found.ended[0][0].at, found.ended[-1][0].at
    everybody = len(found.ended) + found.still_open
    return replace(
        wishes,
        weeks=wishes.weeks or max(1.0, round((last - first) / WEEK, 1)),
        ended=len(found.ended) / everybody,
    )
