"""After the purchase: the client is asked, is discontent, and hears what was done about it."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.place import ANNA, IGOR, OLEG, ONE_WAY, Place, Someone, opened
from tests.journeys.ways import may_be_asked, paid, taken


async def bought(place: Place, anna: Someone, igor: Someone) -> None:
    """Igor sells to Anna, who lets us ask her later."""
    await taken(anna, igor)
    await paid(place, igor, "150000")
    await may_be_asked(place, anna)


async def test_a_discontent_client_is_heard_and_hears_what_was_done(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await bought(place, anna, igor)
    await maria.start()
    await place.travel(timedelta(days=29))
    assert await anna.times("Порекомендуете ли вы нас") == 0
    await place.travel(timedelta(days=2))
    question = await anna.hears("Порекомендуете ли вы нас")
    assert "Автоматизация" in question
    assert await anna.buttons() == [str(grade) for grade in range(11)]
    button = await anna.find("4")
    await anna.tap("4")
    await anna.hears("что пошло не так")
    alert = await igor.hears("оценка 4 из 10")
    assert "Свяжитесь с клиентом сегодня" in alert and "Игорь Петров" in alert
    await maria.hears("оценка 4 из 10")

    await anna.say("Обещали три недели, а запускали полтора месяца")
    await anna.hears("передал ваши слова")
    await igor.hears("Обещали три недели, а запускали полтора месяца")
    await anna.tap_again(button)
    await anna.hears("Ваша оценка уже записана: 4")

    await place.travel(timedelta(days=3))  # over a weekend
    await igor.hears("всё ещё ждёт ответа на оценку 4 из 10")
    assert await maria.times("всё ещё ждёт ответа") == 0, "the owner comes first"
    await place.travel(timedelta(days=2))
    await maria.hears("всё ещё ждёт ответа")

    await igor.say("/resolved")
    await igor.hears("Напишите номер оценки и что сделали")
    oleg = place.in_group(OLEG)
    await oleg.say("/resolved 1 я всё уладил")
    await oleg.hears("ведёт другой менеджер")
    await igor.say("/resolved 1 извинились и вернули оплату за месяц")
    await igor.hears("Оценка № 1 закрыта")
    told = await anna.hears("Вот что сделано")
    assert "извинились и вернули оплату за месяц" in told and "Игорь Петров" in told
    await igor.say("/resolved 1 ещё раз")
    await igor.hears("С этой оценкой уже разобрались")
    before = await igor.times("всё ещё ждёт ответа")
    await place.travel(timedelta(days=7))
    assert await igor.times("всё ещё ждёт ответа") == before

    await maria.say("/nps")
    figures = await maria.hears("Что думают клиенты")
    assert "спросили 1 · ответили 1 из 1" in figures
    assert "баланс −100" in figures or "баланс -100" in figures
    assert "запускали" in figures or "Обещали" in figures
    await maria.tap("Период")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_before_the_question_means_no_question(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await bought(place, anna, igor)
    await anna.say("/stop")
    await place.travel(timedelta(days=50))
    assert await anna.times("Порекомендуете ли вы нас") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_after_the_grade_leaves_the_word_on_what_was_done(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await bought(place, anna, igor)
    await place.travel(timedelta(days=31))
    await anna.tap("4")
    await anna.hears("что пошло не так")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await igor.say("/resolved 1 вернули оплату за месяц")
    await anna.hears("вернули оплату за месяц")
    heard = len(await anna.heard())
    await place.travel(timedelta(days=340))
    await igor.hears("как с нами")
    assert len(await anna.heard()) == heard


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_right_after_the_payment_ends_even_the_question_whether_to_ask(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await paid(place, igor, "150000")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await place.travel(timedelta(hours=3))
    assert await anna.times("Спасибо, что выбрали нас") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whoever_does_not_want_to_be_asked_is_not(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await paid(place, igor, "150000")
    await place.travel(timedelta(hours=2))
    await anna.tap("Не нужно")
    await anna.hears("спрашивать не будем")
    await place.travel(timedelta(days=50))
    assert await anna.times("Порекомендуете ли вы нас") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_promoter_is_asked_to_tell_others(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await bought(place, anna, igor)
    await place.travel(timedelta(days=31))
    await anna.tap("10")
    thanks = await anna.hears("очень радует")
    assert "поделитесь с ними этим ботом" in thanks
    assert await igor.times("оценка") == 0
    await anna.say("Дилеры наконец заказывают сами")
    await anna.hears("записал ваши слова")


AFTER_SALE = """
repeat: {ahead: 14d}
products:
  automation: {role: core, again: 60d}
offers:
  - {bought: automation, next: portal, segment: C, why: {ru: дилеры заказывают сами}}
"""


async def test_a_client_is_expected_again_and_the_owner_is_told_what_to_offer(
    tmp_path: Path,
) -> None:
    file = tmp_path / "after-sale.yaml"
    file.write_text(AFTER_SALE, encoding="utf-8")
    url = f"sqlite+aiosqlite:///{tmp_path / 'prequal.db'}"
    async with opened(tmp_path, url, "polling", after_sale_file=str(file)) as place:
        anna, igor = place.someone(ANNA), place.in_group(IGOR)
        await taken(anna, igor)
        await paid(place, igor, "150000")
        await place.travel(timedelta(days=45))
        assert await igor.times("пора предложить ещё") == 0
        await place.travel(timedelta(days=5))
        told = await igor.hears("пора предложить ещё")
        assert "Ведёт: Игорь Петров" in told
        card = await igor.hears("Лид № 2")
        assert "обычно повторяют через 60 дн." in card
        assert "Предложите ещё: B2B-портал (дилеры заказывают сами)" in card
        assert await anna.times("портал") == 0, "a human writes to clients"
        await igor.tap("Дальше: Предложен")
        await igor.hears("· Предложен")
        await igor.say("/offers")
        offered = await igor.hears("Роли продуктов")
        assert "основной продукт" in offered and "(класс C)" in offered


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_year_together_is_told_to_the_owner_and_said_to_whoever_agreed(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await paid(place, igor, "150000")
    await anna.say("/settings")
    await anna.hears("Тихие часы")
    await anna.tap("Напоминания")
    await place.settle()
    await anna.tap("Согласен")
    await place.settle()
    await place.travel(timedelta(days=363))
    assert await igor.times("как с нами") == 0
    await place.travel(timedelta(hours=25))
    told = await igor.hears("как с нами")
    assert "1 год" in told and "Бот поздравит сам" in told
    await place.travel(timedelta(days=1))
    await anna.hears("исполняется 1 год, как вы с нами")
    await anna.say("/stop")
    await place.travel(timedelta(days=365))
    assert await anna.times("как вы с нами") == 1
    await igor.hears("2 года, как с нами")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_salespeople_are_asked_once_a_quarter_and_managers_read_the_answers(
    place: Place, maria: Someone
) -> None:
    igor = place.someone(IGOR)
    await igor.start()
    await maria.start()
    await place.app.chores()
    await place.settle()
    assert await igor.times("три вопроса") == 0, "the quarter is half over"
    await place.travel(timedelta(days=48))  # to the first working day after the holidays
    for _ in range(2):
        await place.app.chores()
        await place.settle()
    await igor.hears("Какие лиды только отнимают время")
    assert await igor.times("три вопроса") == 1
    await igor.say("/feedback 2 студенты с рефератами")
    await igor.hears("передал руководителям")
    told = await maria.hears("студенты с рефератами")
    assert "Игорь Петров, какие лиды отнимают время" in told
