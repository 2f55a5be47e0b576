"""Whoever asks for a human reaches one: at any step, after the verdict, by word or button."""

from base64 import b64encode
from datetime import timedelta

import pytest

from tests.journeys.place import GUEST, ONE_WAY, Place, Someone
from tests.journeys.ways import answer_the_brief, qualify, up_to_traffic

VOICE = {"kind": "voice", "name": "v.ogg", "content": b64encode(b"OggS" + bytes(64)).decode()}


async def test_a_human_is_called_in_the_middle(place: Place, anna: Someone, igor: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.tap("Позвать человека")
    await anna.hears("Специалист ответит вам здесь в течение 60 минут")
    await anna.hears("можно продолжить с того же места")
    await place.settle()
    assert (await anna.heard())[-1].startswith("Вопрос 4 из")
    await igor.hears("romashka-opt.ru просит человека (Автоматизация маркетинга)")
    told = await igor.hears("Обещали ответить до 24 ноября, 12:00")
    assert "@anna_sokolova · лид № 1: /lead_1" in told
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")


async def test_the_words_do_what_the_button_does(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    for call in ("Позовите человека!", "/human"):
        await anna.say(call)
        await place.settle()
    assert await anna.times("Уже зову") == 2
    assert await igor.times("просит человека") == 2
    assert await anna.times("Кому вы продаёте") == 3


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_stranger_who_asks_for_a_human_is_an_enquiry(place: Place, igor: Someone) -> None:
    guest = place.someone(GUEST)
    await guest.say("/human")
    await guest.hears("Если хотите, напишите заранее, в чём вопрос")
    assert await guest.buttons() == ["Ответить на вопросы"]
    await igor.hears("Гость просит человека")
    await guest.say("Хочу узнать, делаете ли вы сайты для музеев")
    await igor.hears("Хочу узнать, делаете ли вы сайты для музеев")
    await guest.hears("Передал ваше сообщение")
    assert await guest.times("Кому вы продаёте") == 0
    await guest.tap("Ответить на вопросы")
    await guest.hears("Кому вы продаёте")


async def test_after_the_brief_words_go_to_a_human(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await answer_the_brief(anna)
    await anna.hears("Специалист позвонит вам в ближайший рабочий день, когда вам удобно: «Утром")
    await igor.tap("Беру")
    await place.settle()
    await anna.say("Забыл сказать: у нас ещё филиал в Казани")
    await anna.hears("Игорь Петров ответит вам здесь в течение 60 минут")
    await igor.hears("ООО «Ромашка» пишет")
    await igor.hears("Забыл сказать: у нас ещё филиал в Казани")
    assert await anna.times("Кому вы продаёте") == 0
    await anna.say("Позвать человека")
    await anna.hears("Уже зову. Игорь Петров ответит")
    await anna.say("/start")
    await anna.hears("Ваше обращение у нас, им занимается Игорь Петров")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
@pytest.mark.parametrize(
    ("best_time", "promised"),
    [
        ("В любое рабочее время", "позвонит вам в течение 60 минут"),
        ("Сначала напишите сюда", "напишет вам сюда в течение 60 минут"),
        ("После 15:00", "позвонит вам в ближайший рабочий день, когда вам удобно: «После 15:00»"),
    ],
)
async def test_what_is_promised_agrees_with_the_time_that_was_chosen(
    place: Place, anna: Someone, igor: Someone, best_time: str, promised: str
) -> None:
    await anna.start()
    await qualify(anna)
    await answer_the_brief(anna, best_time=best_time)
    await anna.hears(f"Специалист {promised}")
    await igor.tap("Беру")
    await anna.hears(
        "Вашим вопросом занимается Игорь Петров: уже читает ваши ответы и скоро свяжется"
    )
    assert await anna.times("скоро позвонит") == 0


async def test_at_night_the_morning_is_promised(place: Place, anna: Someone, igor: Someone) -> None:
    await place.travel(timedelta(hours=12))
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Позвать человека")
    await anna.hears("ответит вам здесь в среду, 25 ноября, после 10:00")
    await igor.hears("Обещали ответить до 25 ноября, 10:00")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_is_no_answer_is_passed_on_and_the_question_comes_again(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("А вы работаете с Казахстаном?")
    await anna.hears("Передал ваше сообщение")
    await igor.hears("А вы работаете с Казахстаном?")
    await anna.does("upload", **VOICE)
    await place.settle()
    assert await igor.times("romashka-opt.ru пишет") == 2
    assert (await igor.screen())[-1].get("voice")
    assert await anna.times("Сколько визитов") == 3
    await anna.say("много")
    await place.settle()
    assert await igor.times("romashka-opt.ru пишет") == 2
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_button_of_a_conversation_that_is_over(place: Place, anna: Someone) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    button = await anna.find("Частным лицам")
    await anna.tap("Частным лицам")
    await anna.hears("Подходящего партнёра у нас сейчас нет")
    await anna.tap_again(button)
    await anna.hears("Тот разговор уже закончен")
    assert await anna.buttons() == ["Ответить на вопросы", "Позвать человека"]


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_in_the_last_hour_of_a_day_the_promise_says_by_when(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await place.travel(timedelta(hours=7, minutes=30))  # half past six in the evening
    await anna.say("/human")
    await anna.hears("Специалист ответит вам здесь сегодня или в среду, 25 ноября, до 10:30.")
    await igor.hears("Обещали ответить до 25 ноября, 10:30")
