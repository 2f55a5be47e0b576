"""`prequal calibrate` and `prequal score`, as somebody types them."""

import csv
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import calibration_commands
from bot.app.calibration.card_file import card_text, read_card
from bot.app.calibration.files import closed_deals, read_table
from bot.app.calibration.mapping import mapped, translated
from bot.app.calibration.new_version import Change, next_version
from bot.app.calibration.personas import corrected
from bot.app.calibration.words import Words, phrases
from bot.app.commands import app
from dialogs.calibration.card import Answer, Between, Blank, Card, Levels, Question, Rest
from dialogs.calibration.fitting import fit
from dialogs.calibration.history import history
from dialogs.calibration.table import fingerprint
from dialogs.check import check_text
from dialogs.checks.personas import play
from dialogs.conditions import evaluate
from dialogs.findings import Severity
from dialogs.loader import load_scenario
from dialogs.scenario import Scenario
from dialogs.values import Blank as NotSaid
from dialogs.values import Other, Value
from leads.stage import Stage
from leads.winning import WinBand, WinTable

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parents[1] / "dialogs" / "seeded" / "small.yaml"
TABLE = WinTable("fit", (WinBand(0, 0.2, 100),))
HEADER = "Источник,Задача,Сайт,Трафик,День,Итог"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    """600 deals: a referral, a site and traffic help; «???» is no task of the scenario."""
    random_ = random.Random(4)
    lines = [HEADER]
    for at in range(600):
        source = random_.choice(["Реклама", "рекомендация"])
        task = random_.choice(["SEO", "crm", "Портал", "???"])
        site = random_.choice(["да", "нет"])
        traffic = random_.choice(["", "100", "3 000", "20000", "50000", "700", "9000"])
        good = (source != "Реклама", site == "да", traffic in {"20000", "50000"}, task == "crm")
        won = random_.random() < 0.1 + 0.2 * sum(good)
        day = f"{1 + at % 28:02d}.{1 + at // 60:02d}.2025"
        lines.append(f"{source},{task},{site},{traffic},{day},{'won' if won else 'lost'}")
    path = tmp_path / "deals.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_from_deals_to_a_card_to_a_scored_table(deals: Path) -> None:
    done = run(
        "calibrate",
        deals,
        "--target",
        "Итог",
        "--date",
        "День",
        "--precision",
        0.7,
        "--capacity",
        4,
    )
    assert done.exit_code == 0, done.output
    assert "Закрытых сделок: 600" in done.output
    assert "Источник: рекомендация → выигрывают" in done.output
    assert "Источник: Реклама → выигрывают" in done.output
    assert "Трафик: меньше " in done.output
    assert "Точность 70 %: от " in done.output
    assert "4 лидов в неделю: от " in done.output
    assert "Обещания сбываются." in done.output
    card = deals.with_suffix(".card.yaml")
    out = deals.with_name("out.csv")
    done = run("score", deals, "--card", card, "-o", out)
    assert done.exit_code == 0, done.output
    found = read_card(card)
    with out.open(encoding="utf-8", newline="") as file:
        scored = list(csv.DictReader(file))
    assert len(scored) == 600
    for row in scored:
        assert int(row["score"]) == found.card().score(row)
        assert row["grade"] == found.grade(int(row["score"]))
        assert float(row["probability"]) == pytest.approx(
            found.card().probability(int(row["score"])), abs=1e-4
        )
    won = {
        grade: [row["Итог"] == "won" for row in scored if row["grade"] == grade] for grade in "AC"
    }
    assert sum(won["A"]) / len(won["A"]) > sum(won["C"]) / len(won["C"])


def test_a_new_version_is_written_beside_the_scenario(deals: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "quiz.yaml"
    before = SMALL.read_text(encoding="utf-8")
    scenario.write_text(before, encoding="utf-8")
    words = (
        "calibrate",
        deals,
        "--target",
        "Итог",
        "--scenario",
        scenario,
        "--language",
        "en",
        "--precision",
        0.7,
        "--map",
        "Задача=product,Сайт=has_site",
        "--map",
        "Трафик=traffic",
    )
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert "values are no answers of 'product' and count as not answered: ???" in done.output
    assert "-  version: 3" in done.output
    assert "+  version: 4" in done.output
    assert "Site: yes → " in done.output
    put = re.search(r"The threshold fit >= (\d+) was put into the outcome 'qualified'", done.output)
    assert put
    assert scenario.read_text(encoding="utf-8") == before
    assert not deals.with_suffix(".card.yaml").exists()
    text = (tmp_path / "quiz.yaml.v4").read_text(encoding="utf-8")
    new, old = load_scenario(text, name="new"), load_scenario(before, name="old")
    assert (new.version, new.intent, new.steps) == (4, old.intent, old.steps)
    when = new.outcome("qualified").when
    assert when is not None
    assert when.source == f"fit >= {put[1]} and intent >= 30"
    assert new.outcomes[1:] == old.outcomes[1:]
    told = [row.when.source for row in new.fit]
    assert "not known(traffic)" in told
    assert "not known(product)" not in told, "it is always answered"
    assert_chances(new)
    assert_personas(text, old, new)
    assert run("check", tmp_path / "quiz.yaml").exit_code == 0
    done = run(*words)
    assert done.exit_code == 2
    assert "quiz.yaml.v4 is there already" in done.stderr


@pytest.mark.parametrize(
    ("written", "there"),
    [
        (
            "  - {id: plant, answers: {product: seo, has_site: false}, expect: nurture, fit: 7}\n",
            "expect: nurture, fit: 0}  # decide: ends in not_yet now; fit was 7\n",
        ),
        (  # a text that goes on in the next line holds no comment
            """  - {fit: 7, expect: not_yet, id: plant, answers: {product: seo, phone: "+7
       912 345-67-89", has_site: false}}\n""",
            """  - {fit: 0, expect: not_yet, id: plant, answers: {product: seo, phone: "+7
       912 345-67-89",""",
        ),
    ],
)
def test_personas_are_corrected_however_they_are_written(written: str, there: str) -> None:
    text = SMALL.read_text(encoding="utf-8").partition("personas:\n")[0]
    new, _ = corrected(f"{text}personas:\n{written}", "small", Words("en"))
    assert there in new


def assert_chances(new: Scenario) -> None:
    """The version carries the chances by its own points, from the deals of the table."""
    table = new.calibration
    assert table is not None
    assert (table.score, table.target, table.rows) == ("fit", Stage.PAYMENT, fingerprint(new.fit))
    assert sum(band.deals for band in table.bands) == 600
    assert 2 <= len(table.bands) <= 10
    chances = [band.chance for band in table.bands]
    assert chances == sorted(chances)
    expected = sum(band.chance * band.deals for band in table.bands)
    assert 0.3 < expected / 600 < 0.5  # about as many as were won


def assert_personas(text: str, old: Scenario, new: Scenario) -> None:
    """Points are corrected and marked; where the outcome is another one, it is left and marked."""
    findings = check_text(text, name="new")
    errors = {one.message for one in findings if one.severity is Severity.ERROR}
    assert text.count("  # decide: ends in ") == len(errors)
    for before, after in zip(old.personas, new.personas, strict=True):
        finished = play(new, after).finished
        assert finished.verdict is not None
        assert after.fit in (None, finished.verdict.fit)
        if after.fit != before.fit:
            assert f"fit: {after.fit}  # fit was {before.fit}\n" in text
        assert after.expect == before.expect
        failed = any(f"persona {after.id} gets outcome" in one for one in errors)
        assert failed == (finished.outcome.id != after.expect)


@pytest.mark.parametrize("own_words", [False, True])
def test_the_rows_of_a_scenario_score_as_the_card_does(own_words: bool, deals: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    if own_words:
        text = text.replace("label: {ru: Задача", "other: true\n    label: {ru: Задача")
    text = text.replace("{ask: product, text", "{ask: product, unsure: true, text")
    old = load_scenario(text, name="old")
    closed = closed_deals(read_table(deals), "Итог", None)
    slots = mapped(old, ["Задача=product", "Сайт=has_site", "Трафик=traffic"], HEADER.split(","))
    table, ignored = translated(closed.rows, slots, ["100"])
    assert [one.words for one in ignored] == ([] if own_words else [("???",)])
    numbers = {"Задача": False, "Сайт": False, "Трафик": True}
    card = fit(history(table, closed.won, numbers=numbers), 8).card
    assert len(card.questions) == 3
    change = Change(old.version + 1, card, slots, TABLE)
    new = load_scenario(next_version(text, "old", change, Words("en")).text, name="new")
    tasks: dict[str, Value] = {"": NotSaid.SKIPPED, "seo": "seo", "crm": "crm", "portal": "portal"}
    if own_words:
        tasks["*"] = Other("что-то своё")
    for task, task_said in tasks.items():
        for site in ("true", "false"):
            for traffic in ("", "0", "700", "2999", "9000", "20000", "50000", "1000000"):
                row = {"Задача": task, "Сайт": site, "Трафик": traffic}
                said: dict[str, Value] = {
                    "product": task_said,
                    "has_site": site == "true",
                    "traffic": int(traffic) if traffic else NotSaid.DONT_KNOW,
                }
                points = sum(one.add for one in new.fit if evaluate(one.when, said) is True)
                assert points == card.score(row), row


def test_nothing_is_written_without_a_signal(tmp_path: Path) -> None:
    random_ = random.Random(1)
    table = tmp_path / "noise.csv"
    rows = [f"{random_.choice('abc')};{random_.choice('01')}" for _ in range(500)]
    table.write_text("\n".join(["x;won", *rows]), encoding="cp1251")
    done = run("calibrate", table, "--target", "won", "--language", "en")
    assert done.exit_code == 0
    assert "No signal: AUC" in done.output
    assert not table.with_suffix(".card.yaml").exists()


def test_few_deals_are_called_few(tmp_path: Path) -> None:
    table = tmp_path / "few.csv"
    table.write_text("x,won\na,1\nb,0\nc,\n", encoding="utf-8")
    done = run("calibrate", table, "--target", "won")
    assert done.exit_code == 0
    assert "Данных мало: закрытых сделок 2" in done.output
    assert "Ещё не закрытых сделок: 1" in done.output


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("a,won\n", [], "has no rows"),
        ("", [], "has no rows"),
        ("a,a,won\n1,2,1\n", [], "column 'a' is there twice"),
        ("a,won\n1\n", [], "row 2: 1 cells under 2 column names"),
        ('a,won\n"1,1\n', [], "this is no CSV"),
        ("a,won\n1,maybe\n", [], "name with --won the value"),
        ("a,won\n1,x\n", ["--won", "y"], "No deal has 'y'"),
        ("a,b\n1,1\n", [], "--target: there is no column 'won'"),
        ("a,won\n1,1\n", ["--drop", "z"], "--drop: there is no column 'z'"),
        ("a,won\n1,1\n", ["--capacity", "5"], "--weeks"),
        ("a,won\n1,1\n", ["--date", "a"], "is no day like"),
        ("a,won\n1,1\n", ["--language", "de"], "'de' is not a language"),
        ("a,won\n1,1\n", ["--score", "sum"], "'sum' is no score"),
        ("a,won\n1,1\n", ["--map", "a=product"], "--scenario and --map go together"),
        ("a,won\n1,1\n", ["--scenario", str(SMALL), "--map", "b=product"], "no column 'b'"),
        ("a,won\n1,1\n", ["--scenario", str(SMALL), "--map", "a=nix"], "no slot 'nix'"),
        ("a,won\n1,1\n", ["--scenario", str(SMALL), "--map", "a=goals"], "can't give points"),
        ("a,won\n1,1\n", ["--scenario", "nowhere.yaml"], "nowhere.yaml is not there"),
    ],
)
def test_bad_input_is_one_sentence(
    content: str, options: list[str], sentence: str, tmp_path: Path
) -> None:
    table = tmp_path / "deals.csv"
    table.write_text(content, encoding="utf-8")
    done = run("calibrate", table, "--target", "won", *options)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.output


def test_files_that_are_there_or_not(deals: Path, tmp_path: Path) -> None:
    deals.with_suffix(".card.yaml").write_text("mine", encoding="utf-8")
    done = run("calibrate", deals, "--target", "Итог")
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    done = run("calibrate", tmp_path / "none.csv", "--target", "x")
    assert done.exit_code == 2
    assert "can't be read" in done.stderr
    for text in ("mine", "a: [", "questions: []", "slope: -1", "\x00"):
        deals.with_suffix(".card.yaml").write_text(text, encoding="utf-8")
        done = run("score", deals, "--card", deals.with_suffix(".card.yaml"), "-o", tmp_path / "o")
        assert done.exit_code == 2
        assert "is no scorecard" in done.stderr


def test_without_the_extra_the_command_says_how_to_get_it(
    deals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration_commands, "find_spec", lambda name: None)
    done = run("calibrate", deals, "--target", "Итог")
    assert done.exit_code == 2
    assert "pip install 'prequal[calibration]'" in done.stderr


def small_card() -> Card:
    return Card(
        (
            Question(
                "s",
                (
                    Answer(Levels(('a: "b"',)), 7, 3, 4),
                    Answer(Rest(), 2, 0, 0),
                    Answer(Blank(), 0, 1, 9),
                ),
            ),
            Question(
                "n",
                (
                    Answer(Between(None, 0.5), 0, 1, 5),
                    Answer(Between(0.5, None), 4, 3, 4),
                    Answer(Blank(), 1, 0, 4),
                ),
            ),
        ),
        intercept=-1.5,
        slope=0.25,
        deals=13,
        won=4,
        blanks=("select",),
    )


def test_a_card_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(card_text(small_card(), 9, 4), encoding="utf-8")
    file = read_card(path)
    assert file.card() == small_card()
    assert [file.grade(score) for score in (9, 8, 4, 3)] == ["A", "B", "B", "C"]


def test_formulas_are_disarmed_and_the_card_names_a_missing_column(tmp_path: Path) -> None:
    card, table, out = (tmp_path / name for name in ("card.yaml", "t.csv", "out.csv"))
    card.write_text(card_text(small_card(), 9, 4), encoding="utf-8")
    table.write_text("s,n,note\nSelect,-3,=1+1\nzzz,1,@x\n", encoding="utf-8")
    assert run("score", table, "--card", card, "-o", out).exit_code == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["Select,-3,'=1+1,0,0.1824,C", "zzz,1,'@x,6,0.5000,B"]
    done = run("score", table, "--card", card, "-o", table)
    assert "names the table itself" in done.stderr
    table.write_text("s\na\n", encoding="utf-8")
    done = run("score", table, "--card", card, "-o", out)
    assert done.exit_code == 2
    assert "there is no column 'n'" in done.stderr


def test_both_languages_have_the_same_phrases() -> None:
    assert phrases("ru").keys() == phrases("en").keys()


def test_numbers_are_written_as_in_the_language() -> None:
    assert [Words("ru").number(one) for one in (12000, 0.5, -1234.25)] == [
        "12\u00a0000",
        "0,5",
        "-1\u00a0234,25",
    ]
    assert [Words("en").number(one) for one in (12000, 0.5, -1234.25)] == [
        "12,000",
        "0.5",
        "-1,234.25",
    ]


def test_a_column_with_a_comma_in_its_name_can_be_dropped(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = [f"{'xy'[at % 2]},{at % 3},{(at % 2) or (at % 5 == 0)}" for at in range(120)]
    table.write_text("\n".join(['a,"b, c",won', *rows]).replace("True", "1").replace("False", "0"))
    done = run("calibrate", table, "--target", "won", "--drop", "b, c", "--language", "en")
    assert done.exit_code == 0, done.output
    assert "1. a" in done.output
    assert "b, c" not in done.output


def test_applying_a_card_needs_no_extra(tmp_path: Path) -> None:
    card, table, out = (tmp_path / name for name in ("card.yaml", "t.csv", "out.csv"))
    card.write_text(card_text(small_card(), 9, 4), encoding="utf-8")
    table.write_text("s,n\nx,1\n", encoding="utf-8")
    without = "import sys; sys.modules.update(numpy=None, sklearn=None, scipy=None)"
    command = [sys.executable, "-c", f"{without}\nfrom bot.app.cli import main; main()"]
    done = subprocess.run(
        [*command, "score", table, "--card", card, "-o", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert out.read_text(encoding="utf-8").splitlines()[1] == "x,1,6,0.5000,B"
