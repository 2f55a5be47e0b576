"""One HTML file of a scenario: it needs nothing from outside and prints well."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from bot.app.report.views import name_of, otherwise, views_of
from bot.app.report.words import Words, phrases
from bot.chat.texts import Texts
from bot.chat.wording import clip, duration
from dialogs.check import check_file
from dialogs.document.diagram import BOX, BoxKind, Diagram
from dialogs.findings import Finding
from dialogs.loader import read, read_file
from dialogs.scenario import Scenario
from dialogs.schema.texts import PLACEHOLDER

LINE = 28
"""Characters of the title that fit into a box; a few more of the small print do."""
LINES_BELOW = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box as it is drawn; `full` is everything that it says, for whoever points at it."""

    kind: str
    x: float
    y: float
    anchor: str
    title: str
    lines: tuple[str, ...]
    full: str


def report(file: Path, locale: str) -> str:
    """The HTML report of a scenario file. ScenarioErrors when the file can't be loaded."""
    scenario = read(read_file(file), name=file.name).scenario
    return render(scenario, check_file(file), locale)


def render(scenario: Scenario, findings: Sequence[Finding], locale: str) -> str:
    """The report of a loaded scenario with what `check` found."""
    views = views_of(scenario, locale)
    return _template(locale).render(
        scenario=scenario,
        findings=findings,
        views=views,
        drawn=tuple(_drawn(scenario, views.diagram, Words(scenario, locale))),
        box=BOX,
        says=phrases(locale),
        locale=locale,
        languages=(locale, *(one for one in ("ru", "en") if one != locale)),
    )


@cache
def _template(locale: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["answers"] = _mark_answers
    environment.filters["duration"] = lambda span: duration(span, locale)
    return environment.get_template("page.html.j2")


def _mark_answers(text: str) -> Markup:
    """The text with its placeholders set off, so that nobody takes them for a mistake."""
    return Markup(PLACEHOLDER.sub(r"<mark>\1 <small>\2</small></mark>", str(escape(text))))


def _drawn(scenario: Scenario, diagram: Diagram | None, words: Words) -> Iterator[Drawn]:
    texts = Texts(words.locale)
    gates = {gate.id: gate for gate in scenario.gates}
    numbers = {step.id: number for number, step in enumerate(scenario.steps, start=1)}
    for box in diagram.boxes if diagram else ():
        if box.kind is BoxKind.GATE:
            anchor, title = "gate", box.id
            below = words.condition(gates[box.id].when)
        elif box.kind is BoxKind.OUTCOME:
            outcome = scenario.outcome(box.id)
            stage = texts.label(f"stage_{outcome.stage.value}", words.locale, outcome.stage.value)
            anchor, title = "outcome", f"{box.id} · {stage}"
            below = words.condition(outcome.when) if outcome.when else ""
            if outcome.when is None and not outcome.only_by_gate:
                below = otherwise(scenario, words.locale)
            below += f" → {outcome.next}" if outcome.next else ""
        else:
            step = scenario.step_by_id[box.id]
            anchor, title = "step", f"{numbers[box.id]}. {name_of(scenario, box.id, words)}"
            below = words.condition(step.when) if step.when else ""
        yield Drawn(
            kind=box.kind.value,
            x=box.x,
            y=box.y,
            anchor=f"{anchor}-{box.id}",
            title=clip(title, LINE),
            lines=tuple(textwrap.wrap(below, LINE + 5, max_lines=LINES_BELOW, placeholder="…")),
            full=f"{title}: {below}" if below else title,
        )
