"""A week of enquiries before the pictures are taken, so that figures have something to count."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.app.sandbox import SALES_GROUP, SALESPERSON
from tests.fakes.chat import Talker

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Enquirer:
    """Somebody who came: answers to the questions in their order, taps and words alike.

    `days` pass before they come; `taken` is whether sales take the lead.
    """

    name: tuple[str, str]
    username: str
    answers: tuple[tuple[str, str], ...]
    last_words: str
    days: int = 0
    taken: bool = False


def _project(task: str, site: str, budget: str, start: str, role: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Кому вы продаёте", "!Компаниям"),
        ("С какой задачей", f"!{task}"),
        ("адрес вашего сайта", site),
        ("бюджет проекта", budget),
        ("Когда хотите начать", f"!{start}"),
        ("какова ваша роль", f"!{role}"),
    )


CAST = (
    Enquirer(
        ("Павел", "Нестеров"), "p_nesterov",
        _project("B2B-портал", "stalprokat-ural.ru", "1,5 млн", "В ближайший", "Принимаю"),
        "Чего вы хотите добиться", taken=True,
    ),
    Enquirer(
        ("Ольга", "Климова"), "olga_klimova",
        (("Кому вы продаёте", "!Частным"),),
        "только продажами бизнесу",
    ),
    Enquirer(
        ("Тимур", "Ахметов"), "t_akhmetov",
        (
            ("Кому вы продаёте", "!Компаниям"), ("С какой задачей", "!Автоматизация"),
            ("адрес вашего сайта", "upakovka-volga.ru"), ("Сколько визитов", "400"),
        ),
        "пока не окупится", days=1,
    ),
    Enquirer(
        ("Елена", "Дорофеева"), "e_dorofeeva",
        _project("Внедрение CRM", "medtech-trade.ru", "600 тысяч", "В этом квартале", "Согласую"),
        "Чего вы хотите добиться", days=1, taken=True,
    ),
    Enquirer(
        ("Сергей", "Баранов"), "s_baranov",
        _project("B2B-портал", "agrosnab36.ru", "200 тысяч", "Пока изучаем", "Собираю"),
        "ответы сохранены", days=2,
    ),
    Enquirer(
        ("Наталья", "Ильина"), "n_ilyina",
        (("Кому вы продаёте", "!Компаниям"), ("С какой задачей", "!SEO")),
        "адрес вашего сайта", days=1,
    ),
    Enquirer(
        ("Виктор", "Лосев"), "losev_v",
        _project("B2B-портал", "krepezh-opt.ru", "900 тысяч", "В ближайший", "Принимаю"),
        "Чего вы хотите добиться", days=1, taken=True,
    ),
)  # fmt: skip


async def play_the_week(http: ClientSession, url: str) -> None:
    """Everybody of the cast comes in turn."""
    igor = Talker(http, url, SALESPERSON, SALES_GROUP)
    for number, enquirer in enumerate(CAST, 5001):
        if enquirer.days:
            await _post(http, f"{url}/sandbox/clock", {"seconds": enquirer.days * DAY})
        first, last = enquirer.name
        await _post(
            http,
            f"{url}/sandbox/people",
            {"id": number, "first_name": first, "last_name": last, "username": enquirer.username},
        )
        talker = Talker(http, url, number, number)
        await talker.start()
        for question, answer in enquirer.answers:
            await talker.hears(question)
            if answer.startswith("!"):
                await talker.tap(answer[1:])
            else:
                await talker.say(answer)
        await talker.hears(enquirer.last_words)
        if enquirer.taken:
            await igor.hears(enquirer.answers[2][1])
            await igor.tap("Беру")
            await asyncio.sleep(1.0)


async def _post(http: ClientSession, address: str, body: dict[str, object]) -> None:
    async with http.post(address, json=body) as answer:
        answer.raise_for_status()
