"""Which spellings mean one company. The figures on labelled pairs are at the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching import measure, pairs
from leads.companies.names import company_name
from leads.companies.similarity import Likened, Likeness, compare
from leads.companies.sounds import distance, sound


@pytest.mark.parametrize(
    ("one", "other", "likeness", "reason"),
    [
        ("ООО «Ромашка»", "ромашка", Likeness.SAME, Likened.SAME_WORDS),
        ("ООО «Ромашка»", "ООО Ромшака", Likeness.SAME, Likened.MISSPELT),
        ("ООО «Ромашка»", "Romashka LLC", Likeness.SAME, Likened.OTHER_ALPHABET),
        ("А, ИНН 7707083893", "Б, ИНН 7707083893", Likeness.SAME, Likened.SAME_INN),
        ("А, ИНН 7707083893", "А, ИНН 7736050003", Likeness.DIFFERENT, Likened.OTHER_INN),
        ("ООО «Ромашка»", "АО «Ромашка»", Likeness.DIFFERENT, Likened.OTHER_FORM),
        ("Ромашка, г. Тверь", "Ромашка, г. Уфа", Likeness.DIFFERENT, Likened.OTHER_PLACE),
        ("Завод № 5", "Завод № 6", Likeness.DIFFERENT, Likened.OTHER_NUMBER),
        ("Газпром", "Газпром нефть", Likeness.MAYBE, Likened.WORD_ADDED),
        ("Газпром нефть", "Газпром трансгаз", Likeness.DIFFERENT, Likened.OTHER_WORD),
        ("Вектор", "Виктор", Likeness.MAYBE, Likened.MISSPELT),
        ("РЖД", "Российские железные дороги", Likeness.MAYBE, Likened.INITIALS),
        ("ИП Белов П.А.", "ИП Белов Пётр Андреевич", Likeness.SAME, Likened.INITIALS),
        ("ИП Белов", "ИП Белов Пётр Андреевич", Likeness.MAYBE, Likened.SURNAME_ONLY),
        ("ИП Белов", "ИП Белов", Likeness.MAYBE, Likened.SURNAME_ONLY),
        ("ИП Белов П.А.", "ИП Белов В.А.", Likeness.DIFFERENT, Likened.OTHER_WORD),
    ],
)
def test_every_reason(one: str, other: str, likeness: Likeness, reason: Likened) -> None:
    found = compare(one, other)
    assert (found.likeness, found.reasons[0]) == (likeness, reason)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_compared_the_same_way_round(one: str, other: str) -> None:
    assert compare(one, other).likeness is compare(other, one).likeness


@given(st.text(max_size=60))
def test_a_name_without_a_person_is_never_another_than_itself(name: str) -> None:
    typed = company_name(name)
    if typed.words and not typed.personal:
        assert compare(name, name).likeness is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Строй-Град»", "град строй"),
        ("ООО «Ромашка»", "Ромшака"),
        ("Ромашка", "Romashka LLC"),
        ("ИП Белов П.А.", "ИП Белов Пётр Андреевич"),
        ("ИП П.А. Белов", "ИП Пётр Андреевич Белов"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert company_name(one).key == company_name(other).key != ""


def test_a_name_is_taken_apart() -> None:
    name = company_name("Филиал АО «ТД „Полёт“» в г. Твери, ИНН 7707083893")
    assert (name.form, name.words, name.places) == ("shares", ("тд", "полет"), ("твери",))
    assert name.inn == "7707083893"


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyzw", 4)],
)
def test_distance(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == edits


def test_both_alphabets_sound_alike() -> None:
    assert sound("skyline") == sound("скайлайн")
    assert sound("romashka") == sound("ромашка")


def test_labelled_pairs() -> None:
    """The halves are balanced and apart; what the product promises holds on the frozen one."""
    halves = {half: pairs(half) for half in ("open", "frozen")}
    assert sum(map(len, halves.values())) >= 320
    for half in halves.values():
        assert 0.45 < sum(same for *_, same in half) / len(half) < 0.55
    assert not {pair[:2] for pair in halves["open"]} & {pair[:2] for pair in halves["frozen"]}
    frozen = measure("frozen")
    assert frozen.precision >= 0.98
    assert frozen.recall >= 0.9
