"""The HTML report: the whole scenario is in it, in both languages, and nothing from outside."""

import html
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from bot.app.commands import app
from bot.app.report.page import report
from bot.app.report.words import Words, phrases
from dialogs.bounds import explore
from dialogs.conditions import Condition, parse_condition
from dialogs.document.diagram import BOX, BoxKind, lay_out
from dialogs.document.flow import Way, moves
from dialogs.document.templates import FOLDER
from dialogs.loader import SHIPPED_SCENARIOS, load_scenario
from dialogs.scenario import LOCALES, SlotType
from dialogs.schema.slot_types import names_of

QUIZ = SHIPPED_SCENARIOS / "agency-quiz.yaml"
SMALL = Path(__file__).parents[1] / "dialogs" / "seeded" / "small.yaml"
FILES = [*sorted(SHIPPED_SCENARIOS.glob("*.yaml")), *sorted(FOLDER.glob("*/*.yaml")), SMALL]


def plain(page: str) -> str:
    """The page without tags, white space in single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_everything_is_told(file: Path, locale: str) -> None:
    page = report(file, locale)
    told = plain(page)
    scenario = load_scenario(file.read_text(encoding="utf-8"), name=file.name)
    for step in scenario.steps:
        assert f'id="step-{step.id}"' in page
        for language in LOCALES:
            first = step.text.in_(language).partition("{")[0].strip()
            assert " ".join(first.split()) in told
    for gate in scenario.gates:
        assert f'id="gate-{gate.id}"' in page
    for outcome in scenario.outcomes:
        assert f'id="outcome-{outcome.id}"' in page
    for persona in scenario.personas:
        assert f'id="persona-{persona.id}"' in page
    for pause in scenario.silence:
        assert pause.nudge is None or pause.nudge.in_(locale) in told
    for row in (*scenario.fit, *scenario.intent):
        assert row.why.in_(locale) in told
    assert phrases(locale)["findings_none"] in told


@pytest.mark.parametrize("locale", LOCALES)
def test_every_link_leads_somewhere_and_nothing_outside(locale: str) -> None:
    page = report(QUIZ, locale)
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert not re.findall(r'(?:src|href)="(?!#)|url\((?!#)|@import', page)
    drawing = page[page.index("<svg") : page.index("</svg>") + 6]
    ElementTree.fromstring(drawing)  # well-formed, for whoever copies it out


def test_findings_are_told_with_their_fix(tmp_path: Path) -> None:
    file = tmp_path / "quiz.yaml"
    text = SMALL.read_text(encoding="utf-8").replace("fit >= 30 and", "fit >= 95 and")
    file.write_text(text, encoding="utf-8")
    told = plain(report(file, "en"))
    assert "threshold-unreachable" in told
    assert "lower the threshold, or add points" in told
    assert "does not reach" not in told


def test_a_stranger_s_text_is_only_text(tmp_path: Path) -> None:
    file = tmp_path / "quiz.yaml"
    text = SMALL.read_text(encoding="utf-8").replace("Здравствуйте!", "<script>alert(1)</script>")
    file.write_text(text, encoding="utf-8")
    page = report(file, "ru")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_words_of_both_languages_match() -> None:
    def keys(section: object) -> object:
        return {key: keys(it) for key, it in section.items()} if isinstance(section, dict) else ""

    assert keys(phrases("ru")) == keys(phrases("en"))
    assert {one.value for one in SlotType} <= set(phrases("ru")["types"])


@pytest.mark.parametrize(
    ("written", "russian", "english"),
    [
        ("has_site", "Сайт: да", "Site: yes"),
        ("not has_site", "Сайт: нет", "Site: no"),
        ("traffic >= 10_000", "Трафик от 10 000 визитов", "Traffic of 10 000 visits"),
        ("not traffic < 5", "Трафик от 5 визитов", "Traffic of 5 visits"),
        ("product in [seo, crm]", "Задача: SEO или CRM", "Need: SEO or CRM"),
        ("product != seo", "Задача: не SEO", "Need: not SEO"),
        ("leads in goals", "есть «Заявки»", "include “Leads”"),
        ("known(budget)", "Бюджет: есть ответ", "Budget is answered"),
        ("budget < 100_000", "Бюджет меньше 100 000 ₽", "Budget below 100 000 ₽"),
        (
            "has_site and (traffic > 5 or known(budget))",
            "да и (Трафик больше 5",
            "(Traffic above 5",
        ),
        (
            "not (has_site or traffic > 5)",
            "Сайт: нет и Трафик не больше 5",
            "no and Traffic at most",
        ),
    ],
)
def test_conditions_in_words(written: str, russian: str, english: str) -> None:
    scenario = load_scenario(SMALL.read_text(encoding="utf-8"), name="small.yaml")
    condition: Condition = parse_condition(written, names_of(scenario.slots))
    for locale, expected in (("ru", russian), ("en", english)):
        said = re.sub(r"[\u202f\u00a0]", " ", Words(scenario, locale).condition(condition))
        assert expected in said


def test_moves_are_those_that_people_make() -> None:
    scenario = load_scenario(QUIZ.read_text(encoding="utf-8"), name="quiz")
    found = moves(scenario, frozenset(explore(scenario).ends))
    assert [(one.target, one.gate) for one in found if one.source == "traffic"] == [
        ("not_yet", "G2"),
        ("monthly_budget", None),
    ]
    assert {one.target for one in found if one.source == "site"} == {"traffic", "project_budget"}
    assert {one.target for one in found if one.way is Way.END} == {
        "self_service",
        "qualified",
        "nurture",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_boxes_never_overlap_and_lines_go_down(file: Path) -> None:
    scenario = load_scenario(file.read_text(encoding="utf-8"), name=file.name)
    drawn = lay_out(scenario, moves(scenario, frozenset(explore(scenario).ends)))
    shown = {box.id for box in drawn.boxes if box.kind not in (BoxKind.GATE, BoxKind.OUTCOME)}
    assert shown == {step.id for step in scenario.steps}
    for one in drawn.boxes:
        assert 0 <= one.x <= drawn.width - BOX[0]
        assert 0 <= one.y <= drawn.height - BOX[1]
        for other in drawn.boxes:
            apart = abs(one.x - other.x) >= BOX[0] or abs(one.y - other.y) >= BOX[1]
            assert one is other or apart, f"{one.id} lies on {other.id}"
    for line in drawn.lines:
        ends = [float(number) for number in re.findall(r"-?[\d.]+", line.path)]
        assert ends[1] < ends[-1]


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    done = CliRunner().invoke(
        app, ["scenario", "report", "agency-quiz", "-o", str(target), "--language", "en"]
    )
    assert done.exit_code == 0, done.output
    assert target.name in done.output
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_broken_scenario_is_told_what_to_mend(tmp_path: Path) -> None:
    file = tmp_path / "quiz.yaml"
    text = SMALL.read_text(encoding="utf-8").replace("type: integer", "type: intger")
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        app, ["scenario", "report", str(file), "-o", str(tmp_path / "o.html")]
    )
    assert done.exit_code == 2
    assert "did you mean 'integer'?" in done.stderr
    assert not (tmp_path / "o.html").exists()


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_lines_never_run_through_boxes(file: Path) -> None:
    scenario = load_scenario(file.read_text(encoding="utf-8"), name=file.name)
    drawn = lay_out(scenario, moves(scenario, frozenset(explore(scenario).ends)))
    for line in drawn.lines:
        for x, y in points(line.path):
            inside = [
                box.id
                for box in drawn.boxes
                if box.x + 1 < x < box.x + BOX[0] - 1 and box.y + 1 < y < box.y + BOX[1] - 1
            ]
            assert not inside, f"{line.path} runs through {inside}"


def points(path: str) -> list[tuple[float, float]]:
    """Points along the lines and curves of an SVG path."""
    found: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MLC])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        ends = list(zip(values[::2], values[1::2], strict=True))
        curve = [found[-1], *ends] if command != "M" else ends
        for step in range(1, 21):
            found.append(bezier(curve, step / 20))
    return found


def bezier(curve: list[tuple[float, float]], at: float) -> tuple[float, float]:
    while len(curve) > 1:
        curve = [
            (one[0] + (two[0] - one[0]) * at, one[1] + (two[1] - one[1]) * at)
            for one, two in pairwise(curve)
        ]
    return curve[0]
