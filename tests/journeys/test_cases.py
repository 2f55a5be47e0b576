"""A case of the company's own is told to a thinker, where there is one for the product."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from dialogs.loader import SHIPPED_SCENARIOS
from tests.journeys.place import ANNA, IGOR, MARIA, opened
from tests.journeys.test_thinkers import thinks

CASES = """\
cases:
  - id: portal
    products: [portal]
    text: {ru: О портале, en: Of a portal}
  - id: dealers
    products: [automation]
    text:
      ru: "{name|Здравствуйте}, у оптовика с 40 дилерами было так же."
      en: "{name|Hello}, a wholesaler with 40 dealers had the same."
"""
DAY = timedelta(days=1)


async def test_a_case_for_the_product_comes_in_place_of_advice(
    tmp_path: Path, sqlite_url: str
) -> None:
    folder = Path(shutil.copytree(SHIPPED_SCENARIOS, tmp_path / "scenarios"))
    (folder / "cadences").mkdir()
    (folder / "cadences" / "cases.yaml").write_text(CASES, encoding="utf-8")
    async with opened(tmp_path, sqlite_url, "polling", scenarios_dir=str(folder)) as place:
        anna, igor, maria = (place.someone(ANNA), place.in_group(IGOR), place.someone(MARIA))
        await thinks(place, anna, igor)
        await anna.tap("Да, пишите")
        for days in (3, 7, 11):  # her company is of grade A: what is meant for day 2, 7 and 14
            await place.travel(days * DAY)
        assert await anna.times("40 дилерами") == 0
        await place.travel(28 * DAY)
        assert "Анна, у оптовика с 40 дилерами" in await anna.hears("40 дилерами")
        await place.travel(55 * DAY)
        await anna.hears("условия у вас могли измениться")  # there is no second case
        assert await anna.times("Пока решение зреет") == 0
        await maria.start()
        await maria.say("/cadences")
        await maria.hears("case:dealers")
