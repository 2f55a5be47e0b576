"""1C's balances as it gives them, and every way in which it can be set up wrongly."""

from collections.abc import Mapping

import pytest

from crm_sync.supply.onec import Names, SupplyOneC, read_articles
from crm_sync.supply.source import Reading, SupplyFailed
from leads.supply.availability import Item
from tests.crm_sync.rig import HandClock
from tests.crm_sync.supply.one_c import PASSWORD, USER, OneC

ARTICLES = {"portal": "PR-01", "sofa": "O'Neill 7"}
NAMES = Names(reserved="ВРезерве")


async def read(
    stand: OneC,
    articles: Mapping[str, str] | None = None,
    *,
    names: Names = NAMES,
    password: str = PASSWORD,
) -> Reading:
    async with stand.serve() as url:
        source = SupplyOneC(url, USER, password, articles or ARTICLES, names, HandClock())
        try:
            return await source.read()
        finally:
            await source.aclose()


async def test_balances_of_all_warehouses_are_summed() -> None:
    stand = OneC(balances={"PR-01": [(3, 1), (2, 0)], "O'Neill 7": []})
    reading = await read(stand)
    assert reading == Reading([Item("portal", 5, 1), Item("sofa", 0, 0)])
    assert all(path.isascii() for path in stand.asked)


async def test_what_is_reserved_counts_only_where_a_resource_is_named() -> None:
    reading = await read(OneC(balances={"PR-01": [(3, 3)]}), {"portal": "PR-01"}, names=Names())
    assert reading.items == [Item("portal", 3, 0)]


async def test_an_article_is_looked_up_once() -> None:
    stand = OneC(balances={"PR-01": [(1, 0)]})
    async with stand.serve() as url:
        source = SupplyOneC(url, USER, PASSWORD, {"portal": "PR-01"}, NAMES, HandClock())
        await source.read()
        await source.read()
        await source.aclose()
    assert sum("Catalog" in path for path in stand.asked) == 1
    assert len(stand.asked) == 3


async def test_another_configuration_needs_only_its_names() -> None:
    stand = OneC(register="ЗапасыНаСкладах", stock="Количество", balances={"PR-01": [(4, 0)]})
    names = Names("ЗапасыНаСкладах", "Количество")
    assert (await read(stand, {"portal": "PR-01"}, names=names)).items == [Item("portal", 4)]


@pytest.mark.parametrize(
    ("names", "articles", "password", "says"),
    [
        (Names("Остатки"), {}, PASSWORD, "There are: ЗапасыНаСкладах, ТоварыНаСкладах"),
        (Names(stock="Штук"), {}, PASSWORD, "there are: ВНаличииBalance, ВРезервеBalance"),
        (NAMES, {"portal": "XX"}, PASSWORD, "no goods with the article 'XX'"),
        (NAMES, {}, "wrong", "401"),
    ],
)
async def test_what_is_set_up_wrongly_is_told(
    names: Names, articles: dict[str, str], password: str, says: str
) -> None:
    stand = OneC(balances={"PR-01": [(3, 1)]})
    with pytest.raises(SupplyFailed, match=says) as told:
        await read(stand, articles or {"portal": "PR-01"}, names=names, password=password)
    assert PASSWORD not in str(told.value)


@pytest.mark.parametrize("status", [200, 302, 500, 503])
async def test_what_is_no_answer_of_one_c_fails(status: int) -> None:
    with pytest.raises(SupplyFailed):
        await read(OneC(broken=status))


async def test_nobody_there_fails() -> None:
    source = SupplyOneC("http://127.0.0.1:9", USER, PASSWORD, ARTICLES, NAMES, HandClock())
    with pytest.raises(SupplyFailed, match="can't be reached"):
        await source.read()
    await source.aclose()


def test_articles_are_read() -> None:
    assert read_articles(" portal = PR 01 , sofa=S,") == {"portal": "PR 01", "sofa": "S"}


@pytest.mark.parametrize("wrong", ["", "portal", "portal=", "=x", "a=1, a=2"])
def test_articles_that_say_nothing_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="product=article"):
        read_articles(wrong)
