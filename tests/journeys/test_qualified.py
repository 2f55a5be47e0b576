"""A prospect who qualifies: the quiz, the card, the salesperson, the brief, the next stage."""

from datetime import timedelta

import pytest

from tests.journeys.place import EVERY_WAY, OLEG, Place, Someone
from tests.journeys.ways import answer_the_brief, qualify


@pytest.mark.parametrize("place", EVERY_WAY, indirect=True)
async def test_from_the_first_message_to_the_next_stage(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    oleg = place.in_group(OLEG)

    await anna.start()
    await anna.hears("Это Ромашка")
    await qualify(anna)
    await anna.hears("Дальше с вами будет говорить специалист")
    await anna.hears("Чего вы хотите добиться")

    card = await igor.hears("Новый лид № 1 · romashka-opt.ru")
    assert "Автоматизация маркетинга" in card
    assert "+30 Трафик от 10 000 визитов" in card
    assert "соответствие 90" in card
    assert await igor.buttons() == ["Беру", "Отклонить", "Почему", "Пересмотреть"]
    take = await oleg.find("Беру")

    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    assert "Взял(а): Игорь Петров" in (await oleg.heard())[-1]
    await oleg.tap_again(take)
    await place.settle()
    assert (await oleg.toasts())[-1] == "Уже взял(а) Игорь Петров."
    await anna.hears("Вашим вопросом занимается Игорь Петров")

    await answer_the_brief(anna)
    await anna.hears("Спасибо, этого достаточно")

    await place.travel(timedelta(seconds=5))
    card = await igor.hears("Дилеры заказывают сами")
    assert "+79161234567" in card
    assert "anna@romashka-opt.ru" in card
    assert "ООО «Ромашка»" in card
    assert "ещё отвечает" not in card
    assert len(await igor.heard()) == 1, "the card is completed in place"

    await igor.tap("Дальше:")
    await place.settle()
    assert (await igor.toasts())[-1] == "Новый этап: Встреча."
    await igor.hears("Игорь Петров · Встреча")

    await maria.start()
    await maria.say("/leads")
    await maria.hears("Последние лиды: 1 из 1")
    await maria.say("/lead 1")
    told = await maria.hears("История")
    assert "Взят в работу" in told
    assert "+79161234567" in told
    await maria.say("/status")
    status = await maria.hears("Квалифицированы")
    assert "Заявки" in status
