"""A conflict is found whatever way a name is spelt, and never without what the register states."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.companies.similarity import Likeness, compare
from leads.company import Company
from leads.exclusivity.matching import Clash, Ground, Suspect, clashes, meets
from leads.exclusivity.register import Area, Client, Exclusives, Firm

TODAY = date(2026, 11, 24)
CLIENT = Firm.of("ООО «Ромашка»", "7707083893", "romashka.ru")
INNS = ("7707083893", "5003052454", "7736050003")
NAMES = (
    "ООО «Лютик»",
    "Лютик",
    "Lutik",
    "АО Лютик",
    "Лютик Плюс",
    "Стройтех",
    "Stroytech LLC",
    "ООО Строй-Тех",
    "ИП Белов П.А.",
    "Белов Пётр Андреевич",
    "Газпром",
    "Газпром нефть",
)
DOMAINS = ("lutik.ru", "www.Lutik.ru", "vk.com", "stroy.tech")


def firms() -> st.SearchStrategy[Firm]:
    known = (st.sampled_from(NAMES), st.sampled_from(INNS), st.sampled_from(DOMAINS))
    return st.builds(Firm.of, *(st.none() | one for one in known))


def against(*rivals: Firm, **client: object) -> Exclusives:
    return Exclusives((Client("romashka", CLIENT, competitors=rivals, **client),))  # type: ignore[arg-type]


def suspect(firm: Firm, **known: object) -> Suspect:
    return Suspect(Company(1, firm.name, firm.inn, firm.domain), **known)  # type: ignore[arg-type]


def grounds(found: tuple[Clash, ...]) -> list[Ground]:
    return [one.ground for one in found]


@settings(max_examples=300, deadline=None)
@given(firms(), firms())
def test_it_makes_no_difference_which_of_two_is_in_the_register(one: Firm, other: Firm) -> None:
    here = meets(one, suspect(other), other.parts)
    assert here == meets(other, suspect(one), one.parts)


@settings(max_examples=300, deadline=None)
@given(firms(), firms())
def test_nothing_is_met_without_its_stated_condition(listed: Firm, comes: Firm) -> None:
    match meets(listed, suspect(comes), comes.parts):
        case Ground.INN:
            assert listed.inn and listed.inn == comes.inn
        case Ground.DOMAIN:
            assert listed.domain and listed.domain == comes.domain != "vk.com"
        case Ground.NAME | Ground.MAYBE as ground:
            assert listed.name and comes.name and not (listed.inn and comes.inn)
            likeness = Likeness.SAME if ground is Ground.NAME else Likeness.MAYBE
            assert compare(listed.name, comes.name).likeness is likeness
        case None:
            same_inn = listed.inn is not None and listed.inn == comes.inn
            assert not same_inn and (listed.domain is None or listed.domain != comes.domain)


@pytest.mark.parametrize("spelt", ["ООО Стройтех", "стройтех", "Stroytech", "Компания «Строй-Тех»"])
def test_a_competitor_is_met_whatever_way_it_is_spelt(spelt: str) -> None:
    found = clashes(
        against(Firm.of("ООО «Стройтех»", None, None)), suspect(Firm.of(spelt, None, None)), TODAY
    )
    assert grounds(found) == [Ground.NAME]


@given(firms())
def test_the_client_itself_never_conflicts(rival: Firm) -> None:
    area = Area(products=frozenset({"seo"}))
    register = against(rival, CLIENT, areas=(area,))
    for known in (CLIENT, Firm.of(None, CLIENT.inn, None), Firm.of(None, None, "romashka.ru")):
        assert not clashes(register, suspect(known, product="seo"), TODAY)


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    rival = Firm.of(None, None, "lutik.ru")
    register = against(rival, until=TODAY)
    assert clashes(register, suspect(rival), TODAY)
    assert not clashes(register, suspect(rival), TODAY + timedelta(days=1))


@settings(deadline=None)
@given(
    st.sampled_from([None, "seo", "crm"]),
    st.sampled_from([None, "moscow", "kazan"]),
    st.sampled_from([None, "b2b", "b2c"]),
)
def test_an_area_wants_everything_that_it_names(
    product: str | None, region: str | None, market: str | None
) -> None:
    area = Area({"market": frozenset({"b2b"})}, frozenset({"moscow"}), frozenset({"seo"}))
    answers = {} if market is None else {"market": market}
    comes = suspect(Firm.of("Тюльпан", None, None), product=product, region=region, answers=answers)
    met = bool(clashes(against(areas=(area,)), comes, TODAY))
    assert met == ((product, region, market) == ("seo", "moscow", "b2b"))
    assert not clashes(against(areas=(Area(),)), comes, TODAY), "what names nothing meets nothing"


def test_the_weightiest_ground_is_told_and_each_client_once() -> None:
    rival = Firm.of("Лютик", "5003052454", "lutik.ru")
    other = Client(
        "vasilek", Firm.of("Василёк", None, None), competitors=(Firm.of("Лютик", None, None),)
    )
    register = Exclusives((other, *against(Firm.of("Лютик", None, None), rival).clients))
    found = clashes(register, suspect(rival), TODAY)
    assert [(one.client.key, one.ground) for one in found] == [
        ("romashka", Ground.INN),
        ("vasilek", Ground.NAME),
    ]
