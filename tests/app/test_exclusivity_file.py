"""The register of exclusive clients as a file: read, or every mistake with its line."""

from functools import cache
from pathlib import Path

import pytest

from bot.app.exclusivity_file import check_register, load_register
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from dialogs.scenario import Scenario
from leads.exclusivity.register import BadRegister, Cards

GOOD = """
clients:
  romashka:
    name: ООО «Ромашка»
    inn: 7707083893
    until: 2027-06-30
    competitors:
      - {name: Лютик, domain: www.Lutik.ru}
    exclusive:
      - {segment: {market: [b2b, both]}, regions: moscow, products: [seo], until: 2026-12-31}
cards: flagged
sales_see_client: true
decide_within: 8
"""
BAD = {
    "clients: {}": "there are no clients",
    "clients: {a: {name: A}}": "nothing is exclusive here",
    "clients: {a: {name: A, untl: 1}}": "no key 'untl'",
    "clients: {a: {inn: 7707083894, competitors: [{name: B}]}}": "7707083894 is no INN",
    "clients: {a: {name: A, competitors: [{domain: vk.com}]}}": "anybody can be at vk.com",
    "clients: {a: {name: A, competitors: [{domain: lutik}]}}": "lutik is no domain",
    "clients: {a: {name: A, competitors: [{}]}}": "nobody could be recognised",
    "clients: {a: {domain: a.ru, competitors: [{domain: a.ru}]}}": "this is the client itself",
    "clients: {a: {name: A, exclusive: [{}]}}": "this is everything",
    "clients: {a: {name: A, exclusive: [{segment: {shoe: x}}]}}": "no scenario has a choice 'shoe'",
    "clients: {a: {name: A, exclusive: [{segment: {market: b3b}}]}}": "no option of market 'b3b'",
    "clients: {a: {name: A, exclusive: [{regions: [nowhere]}]}}": "no city 'nowhere'",
    "clients: {a: {name: A, exclusive: [{products: [tea]}]}}": "no product 'tea'",
    "clients: {a: {name: A, until: soon, competitors: [{name: B}]}}": "soon is no day",
    "clients: {Ромашка: {name: A, competitors: [{name: B}]}}": "is no short name",
    "clients: {a: {name: A, competitors: [{name: B}]}}\ncards: shown": "no such way 'shown'",
    "clients: {a: {name: A, competitors: [{name: B}]}}\nask_within: 0": "0 is no number of days",
    "clients: {a: {name: A, competitors: [{name: B}]}}\nsales_see_client: 1": "1 is no answer",
    "clients: {a: {name: A}, a: {name: A}}": "'a' is there twice",
    "clients: [": "this is not YAML",
    "- a": "a mapping is missing",
}


@cache
def shipped() -> tuple[Scenario, ...]:
    return tuple(load_folder(SHIPPED_SCENARIOS).values())


def written(folder: Path, text: str) -> Path:
    file = folder / "exclusivity.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_register_is_read(tmp_path: Path) -> None:
    register, findings = check_register(written(tmp_path, GOOD), shipped())
    assert not findings
    client = register.clients[0]
    assert (client.firm.inn, client.competitors[0].domain) == ("7707083893", "lutik.ru")
    assert client.areas[0].segment == {"market": frozenset({"b2b", "both"})}
    assert (register.cards, register.sales_see_client, register.decide_within) == (
        Cards.FLAGGED,
        True,
        8,
    )


@pytest.mark.parametrize(("text", "told"), BAD.items())
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(BadRegister) as refused:
        load_register(str(file), shipped(), managers=(1,))
    said = str(refused.value)
    assert told in said
    assert f"{file.as_posix()}:" in said and said.startswith("EXCLUSIVITY_FILE: ")


def test_all_mistakes_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    text = "clients:\n  a:\n    inn: 1\n    until: x\n    competitors: [{name: B}]\ncards: y\n"
    _, findings = check_register(written(tmp_path, text), ())
    assert [one.line for one in findings] == [3, 4, 6]


def test_somebody_has_to_decide(tmp_path: Path) -> None:
    with pytest.raises(BadRegister, match="Set MANAGER_IDS"):
        load_register(str(written(tmp_path, GOOD)), shipped(), managers=())
