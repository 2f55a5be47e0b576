"""The partners' file: what it may say, and each mistake with its line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.app.partner_file import BadPartners, check_kinds, load_partners
from bot.app.sandbox import SANDBOX_PARTNERS
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from leads.partners.partner import Budget, Register

WHOLE = """
targets: {last: 30, conversion: 15}
partners:
  retail:
    name: Розница и К
    about: {ru: магазины, en: shops}
    people: [4001, 4002]
    contact: "@retail"
    language: en
    kinds: [b2c]
    products: [seo]
    regions: [moscow]
    languages: [ru]
    answers: {market: [b2c, both]}
    budget: {slot: budget, from: 50_000}
    capacity: 5
    accept_within: 8h
    remind_after: [1h, 4h]
    ask_after: 3w
    active: 2026-01-01..
"""


def load(tmp_path: Path, text: str, staff: tuple[int, ...] = (2001,)) -> Register:
    file = tmp_path / "partners.yaml"
    file.write_text(text, encoding="utf-8")
    return load_partners(str(file), staff=staff)


def test_everything_that_a_partner_may_have(tmp_path: Path) -> None:
    register = load(tmp_path, WHOLE)
    (retail,) = register.partners
    assert (retail.id, retail.name, retail.people) == ("retail", "Розница и К", (4001, 4002))
    assert retail.budget == Budget("budget", 50_000)
    assert retail.answers == {"market": frozenset({"b2c", "both"})}
    assert (retail.accept_within, retail.ask_after) == (timedelta(hours=8), timedelta(weeks=3))
    assert retail.remind_after == (timedelta(hours=1), timedelta(hours=4))
    assert (retail.first_day, retail.last_day) == (date(2026, 1, 1), None)
    assert (register.targets.last, register.targets.conversion) == (30, 0.15)
    assert register.of_person(4002) is retail
    assert register.people == {4001, 4002}


def test_no_file_is_no_partner_and_a_short_one_is_enough(tmp_path: Path) -> None:
    assert load_partners("", staff=()) == Register()
    (only,) = load(tmp_path, "partners:\n  a: {name: А, people: [1]}\n").partners
    assert only.remind_after == (timedelta(hours=2),)
    with pytest.raises(OSError, match="none"):
        load_partners(str(tmp_path / "none.yaml"), staff=())


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("partners: [", 1, "this is not YAML"),
        ("partner: {}", 1, "no key 'partner'"),
        ("partners: []", 1, "a mapping from a short id"),
        ("partners:\n  a: {people: [1]}", 2, "needs 'name'"),
        ("partners:\n  a: {name: А, people: []}", 2, "nobody of the partner"),
        ("partners:\n  a: {name: А, people: ['@anna']}", 2, "no Telegram id"),
        ("partners:\n  a: {name: А, people: [-5]}", 2, "single accounts"),
        ("partners:\n  a: {name: А, people: [2001]}", 2, "SALES_IDS or MANAGER_IDS"),
        ("partners:\n  a: {name: А, people: [1]}\n  b: {name: Б, people: [1]}", 3, "one of 'a'"),
        ("partners:\n  a: {name: А, people: [1]}\n  a: {name: Б, people: [2]}", 3, "given twice"),
        ("partners:\n  a b: {name: А, people: [1]}", 2, "no id for a partner"),
        ("partners:\n  a: {name: '', people: [1]}", 2, "1 to 200 characters"),
        ("partners:\n  a: {name: А, people: [1], kind: [b2c]}", 2, "no key 'kind'"),
        ("partners:\n  a: {name: А, people: [1], kinds: b2c}", 2, "kinds is a list"),
        ("partners:\n  a: {name: А, people: [1], language: de}", 2, "not a language"),
        ("partners:\n  a: {name: А, people: [1], capacity: 0}", 2, "at least 1"),
        ("partners:\n  a: {name: А, people: [1], accept_within: 4}", 2, "no length of time"),
        ("partners:\n  a: {name: А, people: [1], remind_after: [9h]}", 2, "before accept_within"),
        ("partners:\n  a: {name: А, people: [1], active: next year}", 2, "are no days"),
        ("partners:\n  a: {name: А, people: [1], active: 2026-02-01..2026-01-01}", 2, "no days"),
        ("partners:\n  a: {name: А, people: [1], answers: [b2c]}", 2, "from a slot to options"),
        ("partners:\n  a: {name: А, people: [1], budget: {slot: b}}", 2, "needs 'from'"),
        ("targets: {opinion: 101}\npartners:\n  a: {name: А, people: [1]}", 1, "a percentage"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_mend(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(BadPartners) as refused:
        load(tmp_path, text)
    told = str(refused.value)
    assert says in told
    assert f"partners.yaml:{line}:" in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "partners:\n  a:\n    people: [x]\n  b:\n    name: Б\n    people: [1]\n    colour: red\n"
    with pytest.raises(BadPartners) as refused:
        load(tmp_path, text)
    assert len(str(refused.value).splitlines()) == 3


def test_a_kind_that_no_partner_takes_is_named_with_its_scenario(tmp_path: Path) -> None:
    scenarios = list(load_folder(SHIPPED_SCENARIOS).values())
    check_kinds(Register(), scenarios)
    check_kinds(load_partners(str(SANDBOX_PARTNERS), staff=()), scenarios)
    check_kinds(load(tmp_path, "partners:\n  b2c: {name: А, people: [1]}\n"), scenarios)
    other = load(tmp_path, "partners:\n  a: {name: А, people: [1], kinds: [used]}\n")
    with pytest.raises(BadPartners, match="agency-quiz, outcome partner: no partner takes 'b2c'"):
        check_kinds(other, scenarios)
