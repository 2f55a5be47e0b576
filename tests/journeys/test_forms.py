"""Forms of sites: sent over HTTP, answered at once, continued in the chat; nobody is told on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.journeys.place import ANNA, IGOR, JOHN, MARIA, Place, opened

PAGE = "https://romashka.example"
FORMS = """
per_address: 100
forms:
  main:
    key: main-form
    name: Главная
    origins: ["https://romashka.example"]
    quiz: agency-quiz
    person: {name: name, phone: phone, email: email, company: company}
    answers: {market: market, need: product, site: site, budget: monthly_budget,
              visits: traffic, when: start, role: role}
    consent: {field: agree, version: "1", text: {ru: Согласен, en: I agree}}
    trap: website
  shop:
    key: shop-server
    name: Магазин
    channel: shop
    secret: SHOP
    person: {phone: phone}
    answers: {need: product}
    consent: {field: agree, version: "1", text: {ru: Согласен}}
"""
SECRET = "a-secret-of-the-shop-that-nobody-guesses"
PERSON = {"name": "Ольга", "phone": "+7 916 765-43-21", "company": "ООО «Лютик»", "agree": "on"}
EVERYTHING = {
    "market": "b2b",
    "need": "automation",
    "site": "lutik.example",
    "visits": "12000",
    "budget": "150 тысяч",
    "when": "quarter",
    "role": "decision_maker",
}


@pytest.fixture
async def shop(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    """A place with two forms: one of a page, one that a server signs."""
    monkeypatch.setenv("FORM_SHOP", SECRET)
    file = tmp_path / "forms.yaml"
    file.write_text(FORMS, encoding="utf-8")
    async with opened(tmp_path, sqlite_url, "webhook", intake_file=str(file)) as place:
        yield place


async def send(
    place: Place, fields: Mapping[str, object], *, status: int = 200, origin: str = PAGE
) -> dict[str, Any]:
    """Send the form of the page; the answer."""
    body = {"_key": "main-form", "_lang": "ru", "_page": f"{PAGE}/prices?name=olga", **fields}
    async with place.http.post(
        f"{place.own_url}/intake", json=body, headers={"Origin": origin}
    ) as answer:
        said: dict[str, Any] = await answer.json()
        assert answer.status == status, said
    await place.app.forms.filings.idle()
    return said


def parameter(answer: Mapping[str, Any]) -> str:
    """What the link of an answer opens the chat with."""
    return str(parse_qs(urlsplit(answer["link"]).query)["start"][0])


async def test_the_chat_asks_only_what_the_form_did_not(shop: Place) -> None:
    answer = await send(shop, {**PERSON, "market": "b2b", "need": "automation", "budget": "150к"})
    assert "Спасибо, заявка у нас! Ответим в течение 60 минут." in answer["text"]
    olga, igor = shop.someone(ANNA), shop.in_group(IGOR)
    await olga.start(parameter(answer))
    await olga.hears("адрес вашего сайта")
    await olga.say("lutik.example")
    await olga.hears("Сколько визитов")
    await olga.say("12 тысяч")
    await olga.hears("Когда хотите начать")
    await olga.tap("В этом квартале")
    await olga.hears("какова ваша роль")
    await olga.tap("Принимаю решение")
    await olga.hears("Проверьте")
    await olga.tap("Всё верно")
    card = await igor.hears("Новый лид № 1")
    assert "Ссылка из ответа" in card
    assert "+79167654321" in card
    assert "150 000" in card


async def test_a_form_that_tells_everything_is_judged_at_once(shop: Place) -> None:
    igor, olga = shop.in_group(IGOR), shop.someone(ANNA)
    answer = await send(shop, {**PERSON, **EVERYTHING})
    card = await igor.hears("Новый лид № 1")
    assert "Лютик" in card
    assert "соответствие 90" in card
    await olga.start(parameter(answer))
    await olga.hears("Чего вы хотите добиться")
    assert await olga.times("Кому вы продаёте") == 0


async def test_a_program_that_stops_leaves_what_waits_to_the_next_one(shop: Place) -> None:
    app = shop.app
    await app.forms.filings.stop()
    answer = await send(shop, {**PERSON, **EVERYTHING})
    assert "заявка у нас" in answer["text"]
    waiting = await app.database.run(lambda uow: uow.submissions.due(uow.now, 9))
    assert len(waiting) == 1


async def test_what_nobody_answers_in_the_promised_time_alarms(shop: Place) -> None:
    igor, maria = shop.in_group(IGOR), shop.someone(MARIA)
    await maria.start()
    await send(shop, {**PERSON, "need": "crm"})
    await shop.settle()
    assert await igor.times("Лид № 1") == 0
    await shop.travel(timedelta(minutes=61))
    card = await igor.hears("Заявка с сайта: в чат не перешёл(а)")
    assert "+79167654321" in card
    assert "Внедрение CRM" in card
    alarm = await maria.hears("заявка с сайта ждёт уже")
    assert "Человеку обещали ответ до" in alarm


async def test_whoever_came_to_the_chat_raises_no_alarm(shop: Place) -> None:
    igor, olga = shop.in_group(IGOR), shop.someone(ANNA)
    answer = await send(shop, {**PERSON, "need": "crm"})
    await olga.start(parameter(answer))
    await olga.hears("Кому вы продаёте")
    await shop.travel(timedelta(minutes=61))
    assert await igor.times("в чат не перешёл(а)") == 0


async def test_the_same_key_is_one_submission(shop: Place) -> None:
    fields = {**PERSON, **EVERYTHING, "_once": "key-1"}
    first = await send(shop, fields)
    assert await send(shop, fields) == first
    assert (await send(shop, {**fields, "budget": "1"}, status=409))["error"] == "other"
    igor = shop.in_group(IGOR)
    await igor.hears("Новый лид № 1")
    assert await igor.times("Новый лид № 2") == 0


async def test_a_known_person_is_recognised_and_nobody_is_told(shop: Place) -> None:
    stranger = await send(shop, {**PERSON, "need": "crm"})
    known = await send(shop, {**PERSON, "need": "crm", "market": "b2b"})
    assert known["text"] == stranger["text"]
    await send(shop, {**PERSON, "name": "Анна", "need": "crm"})
    maria = shop.someone(MARIA)
    await maria.start()
    await maria.say("/lead 1")
    await maria.hears("контакты другие, чем у нас")

    async def look(uow: Any) -> tuple[int, Any]:
        people = await uow.contacts.by_phone("+79167654321")
        return len(people), await uow.leads.open_of(people[0].id)

    people, leads = await shop.app.database.run(look)
    assert people == 1
    assert len(leads) == 1


async def test_a_link_shows_nothing_of_a_person_whom_the_form_only_named(shop: Place) -> None:
    """Somebody who knows Olga's number sends a form in her name and opens its link."""
    olga, thief = shop.someone(ANNA), shop.someone(JOHN)
    hers = await send(shop, {**PERSON, "need": "crm", "market": "both"})
    await olga.start(parameter(hers))
    await olga.hears("адрес вашего сайта")
    stolen = await send(shop, {"phone": PERSON["phone"], "agree": "on", "need": "crm"})
    await thief.start(parameter(stolen))
    await thief.hears("Who are your main customers?")
    await thief.say("/mydata")
    seen = "\n".join(await thief.heard())
    assert "Ольга" not in seen
    assert "79167654321" not in seen


async def test_a_link_that_somebody_opened_is_nobody_elses(shop: Place) -> None:
    olga, other = shop.someone(ANNA), shop.someone(JOHN)
    link = parameter(await send(shop, {**PERSON, "need": "crm", "market": "b2b"}))
    await olga.start(link)
    await olga.hears("адрес вашего сайта")
    await other.start(link)
    await other.hears("Who are your main customers?")
    assert await other.times("nothing to fill in again") == 0
