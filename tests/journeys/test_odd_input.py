"""What people and networks really send: each gets an answer, and none stops the conversation."""

import base64

import pytest

from tests.journeys.place import ANNA, GROUP, GUEST, IGOR, MARIA, ONE_WAY, Place, Someone
from tests.journeys.ways import answer_the_brief, qualify, up_to_traffic

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 64).decode()


async def budget_is_asked(anna: Someone) -> None:
    """The conversation goes on."""
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")


def message(person: int, **content: object) -> dict[str, object]:
    """A raw update with a message of somebody in private."""
    user = {"id": person, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    chat = {"id": person, "type": "private", "first_name": "Анна"}
    body = {"message_id": 5, "date": 1_700_000_000, "chat": chat, "from": user, **content}
    return {"message": body}


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_photo_and_a_voice_message_are_no_numbers(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.does("upload", kind="photo", name="a.png", mime="image/png", content=PIXEL)
    await anna.does("upload", kind="voice", name="a.ogg", mime="audio/ogg", content=PIXEL)
    await place.settle()
    assert await anna.times("Передал ваше сообщение") == 2
    assert await anna.times("Сколько визитов") == 3
    await budget_is_asked(anna)


async def test_only_the_own_contact_is_taken_and_only_where_it_is_asked_for(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.share_contact()
    await anna.hears("контакт здесь пока не нужен")
    await budget_is_asked(anna)
    await anna.say("200 тысяч рублей")
    await anna.hears("Когда хотите начать")
    await anna.tap("В ближайший месяц")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте, пожалуйста")
    await anna.tap("Всё верно")
    await anna.hears("Чего вы хотите добиться")
    await answer_the_brief(anna, foreign={"phone": "+79990001122", "first_name": "Пётр"})
    await anna.hears("Спасибо, этого достаточно")
    await maria.start()
    await maria.say("/lead 1")
    lead = await maria.hears("История")
    assert "+79161234567" in lead
    assert "+79990001122" not in lead


async def test_ten_thousand_characters_are_refused_politely(anna: Someone) -> None:
    await anna.start()
    await qualify(anna)
    await anna.say("очень важно " * 850)
    await anna.hears("Это слишком длинный ответ")
    await anna.say("Дилеры заказывают сами")
    await anna.hears("Что уже пробовали")


async def test_markup_and_control_characters_are_only_characters(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await place.update(message(ANNA, text="<b>Цель</b> & </i>\x00\x1b[31m\u202eтекст\ud83d"))
    await anna.hears("Что уже пробовали")
    await anna.hears("<b>Цель</b> & </i>")
    await maria.start()
    await maria.say("/lead 1")
    assert "<b>Цель</b> & </i>" in await maria.hears("Бриф")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_number_that_is_none_is_explained(anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    for said, heard in (
        ("много", "Здесь нужно число"),
        ("-5", "число начинается от 0"),
        ("+7 912 345-67-89", "Похоже на номер телефона"),
        ("9" * 30, "лишком большое число"),
        ("9" * 400, "слишком длинный ответ"),
    ):
        await anna.say(said)
        await anna.hears(heard)
    await budget_is_asked(anna)


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_an_unknown_command_is_no_answer(anna: Someone) -> None:
    await anna.start()
    await qualify(anna)
    await anna.say("/prices")
    await anna.hears("Такой команды нет")
    await anna.say("/catalogue/shoes пока без раздела")
    await anna.hears("Что уже пробовали")


async def test_a_double_tap_counts_once_and_a_stale_button_asks_again(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    b2b, b2c = await anna.find("Компаниям"), await anna.find("Частным лицам")
    await anna.tap_again(b2b)
    await anna.tap_again(b2b)
    await anna.hears("С какой задачей")
    await anna.tap_again(b2c)
    await anna.hears("Эта кнопка от прошлого вопроса")
    await place.settle()
    assert "С какой задачей" in (await anna.heard())[-1], "the question on hand is asked again"
    assert await anna.times("только продажами бизнесу") == 0
    await anna.tap("B2B-портал")
    await anna.hears("адрес вашего сайта")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_buttons_of_a_card_are_for_staff(place: Place, anna: Someone, igor: Someone) -> None:
    guest = place.in_group(GUEST)
    await anna.start()
    await qualify(anna)
    await guest.hears("Новый лид № 1")
    await guest.tap("Беру")
    await place.settle()
    assert (await guest.toasts())[-1] == "Эта кнопка не для вас."
    assert "Новый лид № 1" in (await igor.heard())[-1], "still nobody's"
    for data in ("l:1:take", "lead:999:take:", "garbage", "lead:1:move:payment", "x" * 64):
        screen = await igor.screen()
        await igor.tap_again((screen[-1]["message_id"], data))
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_an_edited_message_changes_nothing(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await budget_is_asked(anna)
    said = next(m for m in await anna.screen() if m.get("text") == "12 000")
    before = await anna.heard()
    await anna.does("edit", message=said["message_id"], text="300")
    await place.settle()
    assert await anna.heard() == before


async def test_what_can_not_be_read_holds_nobody_up(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    for broken in (
        {"message": {"nonsense": True}},
        {"message": {"message_id": "x", "chat": {"id": ANNA}}},
        {"callback_query": None},
        {"some_update_of_next_year": {"id": 1}},
        {},
        message(ANNA, text=["a list"]),
    ):
        await place.update(broken)
    await budget_is_asked(anna)
    await place.settle()
    assert await anna.times("у нас что-то сломалось") == 0


async def test_an_update_that_comes_again_has_no_second_effect(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    number = (await anna.does("say", text="12 000"))["update_id"]
    await anna.hears("Какой бюджет в месяц")
    tapped = await anna.find("Не знаю")
    again = (await anna.does("tap", message=tapped[0], data=tapped[1]))["update_id"]
    await anna.hears("Когда хотите начать")
    await maria.start()
    asked = (await maria.does("say", text="/leads"))["update_id"]
    await maria.hears("Последние лиды")
    before = await anna.heard()
    for update in (number, again, asked):
        await place.redeliver(update)
    await place.settle()
    assert await anna.heard() == before
    assert await maria.times("Последние лиды") == 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_figures_are_for_staff_in_their_own_chats(
    place: Place, anna: Someone, maria: Someone, igor: Someone
) -> None:
    guest = place.in_group(GUEST)
    await anna.start()
    await anna.hears("Кому вы продаёте")
    for command in ("/status", "/leads", "/lead 1", "/STATUS@prequal_sandbox_bot"):
        before = await anna.times("только для сотрудников")
        await anna.say(command)
        await place.settle()
        assert await anna.times("только для сотрудников") == before + 1, command
    await guest.say("/status")
    await guest.hears("только для сотрудников")
    assert await guest.times("Заявки") == 0
    await igor.say("/status")
    await igor.hears("для руководителей")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_managers_command_counts_only_from_the_manager(
    place: Place, maria: Someone
) -> None:
    await maria.start()
    origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "X"}
    passed_on = ("/status", "/why 1", "/override 1 qualified да", "/bot off", "/close", "/brief")
    for times, command in enumerate(passed_on, start=1):
        await place.update(message(MARIA, text=command, forward_origin=origin))
        await place.settle()
        assert await maria.times("только для сотрудников") == times, command
    elsewhere = message(MARIA, text="/status")
    body = elsewhere["message"]
    assert isinstance(body, dict)
    body["chat"] = {"id": GROUP.id - 1, "type": "supergroup", "title": "Чужая группа"}
    await place.update(elsewhere)
    await place.settle()
    assert await maria.times("Заявки") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_numbers_of_leads_are_read_with_patience(place: Place, maria: Someone) -> None:
    await maria.start()
    await maria.hears("/leads")
    for asked, heard in (
        ("/lead", "Напишите номер лида"),
        ("/lead 99", "Лида № 99 нет"),
        ("/lead_99", "Лида № 99 нет"),
        ("/lead ²", "Лида № ² нет"),
        ("/lead " + "9" * 5000, "нет. Последние лиды"),
        ("/lead -1", "Лида № -1 нет"),
        ("/lead <b>", "Лида № <b> нет"),
    ):
        before = len(await maria.heard())
        await maria.say(asked)
        await place.settle()
        assert heard in (await maria.heard())[before], asked


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_sales_in_private_see_what_they_may(place: Place) -> None:
    igor = place.someone(IGOR)
    await igor.start()
    await igor.say("/help")
    await igor.hears("Сюда приходят лиды")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_an_answer_in_place_of_a_yes_is_shown_like_any_other(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("около пяти тысяч")
    await anna.hears("Правильно ли я понял: 5 000 визитов в месяц?")
    await anna.say("7000")
    await anna.hears("✔ Трафик: 7 000 визитов в месяц")
    assert await anna.times("Правильно ли я понял") == 0, "what was not asked any more is gone"
