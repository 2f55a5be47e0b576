"""Two weeks of enquiries before the pictures are taken, so that figures have something to count."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from bot.app.sandbox import SALES_GROUP, SALESPERSON
from tests.fakes.chat import Talker

MOSCOW = timedelta(hours=3)

Answers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Enquirer:
    """Somebody who comes on `day` of the two weeks (0 is a Monday) at `hour`:`minute` in Moscow.

    `answers` are pairs of a question and the answer: a tap where it begins with "!". When
    `taken_after` minutes is set, sales take the lead so much later.
    """

    name: tuple[str, str]
    username: str
    day: int
    hour: int
    minute: int
    answers: Answers
    last_words: str
    taken_after: int = 0


def project(task: str, site: str, budget: str, start: str, role: str) -> Answers:
    """The way through the quiz of somebody who wants a portal or a CRM."""
    return (
        ("Кому вы продаёте", "!Компаниям"),
        ("С какой задачей", f"!{task}"),
        ("адрес вашего сайта", site),
        ("бюджет проекта", budget),
        ("Когда хотите начать", f"!{start}"),
        ("какова ваша роль", f"!{role}"),
        ("Проверьте, пожалуйста", "!Всё верно"),
    )


def automation(site: str, visits: str, *rest: tuple[str, str]) -> Answers:
    """The way of somebody who wants automation, as far as their traffic lets them."""
    return (
        ("Кому вы продаёте", "!Компаниям"),
        ("С какой задачей", "!Автоматизация"),
        ("адрес вашего сайта", site),
        ("Сколько визитов", visits),
        *rest,
    )


CONSUMERS: Answers = (("Кому вы продаёте", "!Частным"),)
BRIEF: Answers = (
    ("Чего вы хотите добиться", "Дилеры по 200 позиций диктуют по телефону, хотим личный кабинет"),
    ("Что уже пробовали", "!Пропустить"),
    ("Кто занимается этой задачей", "!Свои сотрудники"),
    ("Что удерживает от перемен", "!Пропустить"),
    ("К какому сроку", "к концу квартала"),
    ("Бюджет на это", "!Утверждён"),
    ("Кто ещё участвует", "!ИТ и безопасность"),
    ("Кто ещё участвует", "!Готово"),
    ("важнее всего", "!Надёжность"),
    ("важнее всего", "!Готово"),
    ("Кто будет пользоваться", "!Пропустить"),
    ("Как называется ваша компания", "Стальпрокат-Урал"),
    ("Разрешаете обработать", "!Согласен"),
    ("По какому номеру", "+7 912 345-67-89"),
    ("На какой e-mail", "nesterov@stalprokat-ural.ru"),
    ("Когда вам удобнее", "!Утром"),
    ("Вот с чем специалист", "!Всё верно"),
)
QUALIFIED = "Чего вы хотите добиться"
TOO_EARLY = "пока не окупится"
FOR_PARTNER = "только продажами бизнесу"

CAST = (
    Enquirer(
        ("Михаил", "Гордеев"), "m_gordeev", 0, 10, 20,
        project("Внедрение CRM", "profil-stroy.ru", "450 тысяч", "В этом квартале", "Принимаю"),
        QUALIFIED, taken_after=55,
    ),
    Enquirer(("Дарья", "Лебедева"), "d_lebedeva", 1, 12, 5, CONSUMERS, FOR_PARTNER),
    Enquirer(
        ("Тимур", "Ахметов"), "t_akhmetov", 2, 16, 40,
        automation("upakovka-volga.ru", "400"), TOO_EARLY,
    ),
    Enquirer(
        ("Павел", "Нестеров"), "p_nesterov", 7, 10, 12,
        (*project("B2B-портал", "stalprokat-ural.ru", "1,5 млн", "В ближайший", "Принимаю"),
         *BRIEF),
        "Спасибо, этого достаточно", taken_after=4,
    ),
    Enquirer(
        ("Ольга", "Климова"), "olga_klimova", 7, 13, 30,
        (*CONSUMERS, (FOR_PARTNER, "!Да, передайте")), "Спасибо",
    ),
    Enquirer(
        ("Елена", "Дорофеева"), "e_dorofeeva", 8, 11, 3,
        project("Внедрение CRM", "medtech-trade.ru", "600 тысяч", "В этом квартале", "Согласую"),
        QUALIFIED, taken_after=11,
    ),
    Enquirer(
        ("Сергей", "Баранов"), "s_baranov", 8, 15, 48,
        project("B2B-портал", "agrosnab36.ru", "200 тысяч", "Пока изучаем", "Собираю"),
        "не дожидаясь звонков",
    ),
    Enquirer(
        ("Роман", "Ефимов"), "r_efimov", 9, 12, 26,
        automation("stanki-plus.ru", "600", (TOO_EARLY, "!Да, напомните")), "Договорились",
    ),
    Enquirer(
        ("Наталья", "Ильина"), "n_ilyina", 9, 17, 15,
        (("Кому вы продаёте", "!Компаниям"), ("С какой задачей", "!SEO")), "адрес вашего сайта",
    ),
    Enquirer(
        ("Виктор", "Лосев"), "losev_v", 10, 10, 31,
        project("B2B-портал", "krepezh-opt.ru", "900 тысяч", "В ближайший", "Принимаю"),
        QUALIFIED, taken_after=6,
    ),
)  # fmt: skip
PICTURE_DAY = timedelta(days=10, hours=11, minutes=40)


async def play_two_weeks(http: ClientSession, url: str) -> None:
    """Everybody of the cast comes in turn; then it is 11:40 of a Thursday in Moscow."""
    igor = Talker(http, url, SALESPERSON, SALES_GROUP)
    monday = await _next_monday(http, url)
    for number, enquirer in enumerate(CAST, 5001):
        comes = timedelta(days=enquirer.day, hours=enquirer.hour, minutes=enquirer.minute)
        await _move_to(http, url, monday + comes)
        first, last = enquirer.name
        await _post(
            http,
            f"{url}/sandbox/people",
            {"id": number, "first_name": first, "last_name": last, "username": enquirer.username},
        )
        await _answer(Talker(http, url, number, number), enquirer)
        if enquirer.taken_after:
            await igor.hears(enquirer.answers[2][1])
            await _move_to(http, url, monday + comes + timedelta(minutes=enquirer.taken_after))
            await igor.tap("Беру")
            await asyncio.sleep(0.5)
    await _move_to(http, url, monday + PICTURE_DAY)


async def _answer(talker: Talker, enquirer: Enquirer) -> None:
    await talker.start()
    for question, answer in enquirer.answers:
        await talker.hears(question)
        if answer.startswith("!"):
            await talker.tap(answer[1:])
        else:
            await talker.say(answer)
    await talker.hears(enquirer.last_words)


async def _next_monday(http: ClientSession, url: str) -> datetime:
    """Midnight of the next Monday in Moscow."""
    async with http.get(f"{url}/sandbox/clock") as answer:
        now = datetime.fromisoformat((await answer.json())["now"]).astimezone(UTC)
    there = (now + MOSCOW).replace(hour=0, minute=0, second=0, microsecond=0)
    return there + timedelta(days=7 - there.weekday()) - MOSCOW


async def _move_to(http: ClientSession, url: str, to: datetime) -> None:
    await _post(http, f"{url}/sandbox/clock", {"to": to.isoformat()})


async def _post(http: ClientSession, address: str, body: dict[str, object]) -> None:
    async with http.post(address, json=body) as answer:
        answer.raise_for_status()
