"""Second thoughts: what changes with an answer that is changed, and the quiz that gets shorter."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from dialogs.loader import SHIPPED_SCENARIOS
from tests.journeys.place import ANNA, BOTH_WAYS, IGOR, ONE_WAY, Place, Someone, opened
from tests.journeys.ways import up_to_the_verdict

CHOOSING = (
    r"^signals:.*?(?=^outcomes:)",
    r"^  - id: self_service$.*?(?=^  - id: )",
    r"^materials:.*?(?=^silence:)",
)
"""What the flagship has for those who choose by themselves."""


async def up_to_the_summary(anna: Someone) -> None:
    await anna.start()
    await up_to_the_verdict(anna)


async def summary(place: Place, anna: Someone) -> str:
    """The newest summary, once everything has been answered."""
    await place.settle()
    return await anna.hears("Проверьте, пожалуйста")


@pytest.mark.parametrize("place", BOTH_WAYS, indirect=True)
async def test_what_a_change_sets_aside_comes_back_with_it(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await up_to_the_summary(anna)
    assert "Трафик: 12 000 визитов в месяц" in await summary(place, anna)

    await anna.tap("Задача")
    await place.settle()
    await anna.tap("Внедрение CRM")
    await anna.hears("бюджет проекта")
    await anna.say("1,5 млн")
    told = await summary(place, anna)
    assert "Задача: Внедрение CRM" in told
    assert "Бюджет проекта: 1 500 000 ₽" in told
    assert "Трафик" not in told

    await place.close()
    await place.open()
    await anna.tap("Задача")
    await place.settle()
    await anna.tap("Автоматизация")
    told = await summary(place, anna)
    assert "Трафик: 12 000 визитов в месяц" in told
    assert "Бюджет проекта" not in told
    assert await anna.times("✔ Трафик") == 1, "nobody is asked the same twice"

    await anna.tap("Всё верно")
    await anna.hears("Чего вы хотите добиться")
    card = await igor.hears("Новый лид № 1")
    assert "Автоматизация маркетинга" in card


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_change_is_left_and_one_is_made_in_words(place: Place, anna: Someone) -> None:
    await up_to_the_summary(anna)
    await anna.say("изменить трафик")
    await place.settle()
    await anna.tap("Не менять")
    assert "Трафик: 12 000" in await summary(place, anna)
    await anna.say("4")
    await place.settle()
    await anna.say("20 000")
    assert "Трафик: 20 000" in await summary(place, anna)


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_truth_told_late_is_still_told(place: Place, anna: Someone) -> None:
    """A corrected answer that fires a gate ends the quiz with the gate's reason."""
    await up_to_the_summary(anna)
    await anna.tap("Трафик")
    await anna.hears("Сколько визитов")
    await anna.say("800")
    told = await anna.hears("пока не окупится")
    assert "меньше 1000 визитов" in told


@pytest_asyncio.fixture
async def short(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program with the flagship in its shortest form: site and role of everybody.

    Nobody chooses by themselves here: as long as that is possible, hardly an answer is spared.
    """
    folder = tmp_path / "scenarios"
    folder.mkdir()
    for file in SHIPPED_SCENARIOS.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "agency-quiz.yaml":
            text = text.partition("personas:")[0]
            for chapter in CHOOSING:
                text = re.sub(chapter, "", text, flags=re.MULTILINE | re.DOTALL)
            text = text.replace(
                "  product_slot: product\n", "  product_slot: product\n  shortest: true\n"
            )
            for step in ("site", "role"):
                text = text.replace(f"  - ask: {step}\n", f"  - ask: {step}\n    always: true\n")
        (folder / file.name).write_text(text, encoding="utf-8")
    async with opened(tmp_path, sqlite_url, "polling", scenarios_dir=str(folder)) as place:
        yield place


async def test_who_is_asked_less_sees_the_end_come_nearer(short: Place) -> None:
    anna, igor = short.someone(ANNA), short.in_group(IGOR)
    await anna.start()
    await anna.hears("Вопрос 1 из 7")
    await anna.tap("И тем, и другим")
    await anna.hears("С какой задачей")
    await anna.tap("Внедрение CRM")
    await anna.hears("адрес вашего сайта")
    await anna.tap("Пропустить")
    assert "бюджет проекта" in await anna.hears("Вопрос 4 из 6")
    await anna.say("100 тысяч")
    assert "какова ваша роль" in await anna.hears("Вопрос 5 из 5")
    await anna.tap("Принимаю решение")
    assert "Когда начать" not in await summary(short, anna)
    assert await anna.times("Когда хотите начать") == 0

    await anna.tap("Бюджет проекта")
    await anna.hears("бюджет проекта")
    await anna.say("2 млн")
    assert "Когда хотите начать" in await anna.hears("Вопрос 5 из 6")
    await anna.tap("В ближайший месяц")
    await short.settle()
    await anna.tap("Всё верно")
    await anna.hears("Чего вы хотите добиться")
    assert "готовность 60" in await igor.hears("Новый лид № 1")
