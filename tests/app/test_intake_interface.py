"""The interface of the intake over HTTP: as docs/intake-openapi.yaml says, and without a crash."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr
from ruamel.yaml import YAML
from sqlalchemy import Connection, func, select

from benchmarks.canned import CannedSession
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.settings import Settings
from bot.web.intake.refusal import STATUS
from bot.web.intake.request import LARGEST, LONGEST_VALUE, MOST_TICKS, RESERVED
from bot.web.intake.shown import KINDS
from leads.clock import MovableClock
from storage.tables import submissions
from tests.architecture.tree import ROOT
from tests.journeys.place import TUESDAY_AT_ELEVEN

DESCRIBED = ROOT / "docs" / "intake-openapi.yaml"
ORIGIN = "https://romashka.example"
FORMS = """
per_address: %d
forms:
  main:
    key: main-form
    name: Main
    origins: ["https://romashka.example"]
    quiz: agency-quiz
    per_minute: 100000
    person: {name: name, phone: phone, email: email}
    answers: {need: product, budget: monthly_budget}
    required: [phone]
    consent: {field: agree, version: "1", text: {ru: Согласен, en: I agree}}
    trap: website
"""
PERSON = {"_key": "main-form", "phone": "+7 916 765-43-21", "agree": True}


@pytest.fixture
def described() -> dict[str, Any]:
    """The description."""
    found: dict[str, Any] = YAML(typ="safe").load(DESCRIBED.read_text(encoding="utf-8"))
    return found


async def test_the_description_is_what_the_code_does(
    served: Served, described: dict[str, Any]
) -> None:
    routes = {(one.method.lower(), one.path) for one in served.app.forms.routes}
    paths = {(method, path) for path, found in described["paths"].items() for method in found}
    assert paths == routes
    schemas = described["components"]["schemas"]
    assert set(schemas["Refusal"]["properties"]["error"]["enum"]) == set(STATUS)
    sending = described["paths"]["/intake"]["post"]
    assert set(map(int, sending["responses"])) == {200, *STATUS.values()}
    assert set(schemas["Form"]["properties"]) == RESERVED
    text, *_, ticks = schemas["Form"]["additionalProperties"]["anyOf"]
    assert (text["maxLength"], ticks["maxItems"]) == (LONGEST_VALUE, MOST_TICKS)
    kinds = schemas["Shown"]["properties"]["fields"]["items"]["properties"]["kind"]["enum"]
    assert set(kinds) == {*KINDS.values(), "text"}


class Served:
    """A program whose intake listens."""

    def __init__(self, app: App, url: str, http: ClientSession) -> None:
        self.app = app
        self.url = url
        self.http = http

    async def send(
        self, said: object, *, headers: Mapping[str, str] | None = None, method: str = "POST"
    ) -> tuple[int, dict[str, Any], Mapping[str, str]]:
        """Status, body and headers of the answer."""
        own = {"Content-Type": "application/json", **(headers or {})}
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        status, text, told = await self.post(body, own, method=method)
        return status, json.loads(text) if text else {}, told

    async def post(
        self, body: bytes, headers: Mapping[str, str], *, method: str = "POST"
    ) -> tuple[int, str, Mapping[str, str]]:
        """Status, text and headers of the answer."""
        own = {"Origin": ORIGIN, **headers}
        async with self.http.request(
            method, f"{self.url}/intake", data=body, headers=own
        ) as answer:
            return answer.status, await answer.text(), answer.headers


@asynccontextmanager
async def serving(folder: Path, database_url: str, per_address: int) -> AsyncIterator[Served]:
    """A program whose intake listens."""
    file = folder / "forms.yaml"
    file.write_text(FORMS % per_address, encoding="utf-8")
    settings = Settings(
        bot_token=SecretStr("1:canned"),
        database_url=database_url,
        encryption_key_file=folder / "prequal.key",
        intake_file=str(file),
    )
    app = await build(settings, clock=MovableClock(TUESDAY_AT_ELEVEN), session=CannedSession())
    http = web.Application()
    http.router.add_routes(app.forms.routes)
    runner = web.AppRunner(http)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with ClientSession() as session:
            yield Served(app, f"http://127.0.0.1:{runner.addresses[0][1]}", session)
    finally:
        await runner.cleanup()
        await app.close()


@pytest.fixture
async def served(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Served]:
    """A program whose intake listens; 40 requests a minute of one address."""
    async with serving(tmp_path, sqlite_url, 40) as found:
        yield found


async def test_every_refusal_says_what_to_do_and_keeps_nothing(served: Served) -> None:
    other = {"_once": "1", **PERSON, "need": "crm"}
    assert (await served.send({"_once": "1", **PERSON}))[0] == 200
    for said, headers, status, code in (
        (b"{", {}, 400, "malformed"),
        (b"a=%FF", {"Content-Type": "application/x-www-form-urlencoded"}, 400, "malformed"),
        (PERSON, {"Origin": "https://evil.example"}, 403, "refused"),
        ({**PERSON, "_key": "other-form"}, {}, 403, "refused"),
        (other, {}, 409, "other"),
        (b" " * (LARGEST + 1), {}, 413, "too_large"),
        (PERSON, {"Content-Type": "text/plain"}, 415, "unsupported"),
        ({**PERSON, "website": "https://spam.example"}, {}, 422, "machine"),
        ({**PERSON, "phone": "12"}, {}, 422, "unread"),
    ):
        answer = await served.send(said, headers={**headers, "Accept-Language": "en-GB,en;q=0.9"})
        assert (answer[0], answer[1]["error"]) == (status, code)
        assert re.search("[a-z]{3} [a-z]", answer[1]["message"]), code
    assert await stored(served) == 1


async def test_a_wrong_key_tells_nothing(served: Served) -> None:
    wrong = await served.send({**PERSON, "_key": "other-form"})
    foreign = await served.send(PERSON, headers={"Origin": "https://evil.example"})
    assert wrong[1] == foreign[1]
    assert "Access-Control-Allow-Origin" not in foreign[2]


async def test_fields_to_mend_are_named_with_words(served: Served) -> None:
    said = {"_key": "main-form", "_lang": "en", "email": "olga@", "budget": "much", "need": "tea"}
    status, answer, _ = await served.send(said)
    assert status == 422
    assert set(answer["fields"]) == {"phone", "email", "budget", "need"}
    assert answer["fields"]["phone"] == "Please fill in this field."
    status, answer, _ = await served.send(
        {"_key": "main-form", "_lang": "ru", "phone": "+79167654321"}
    )
    assert "Отметьте согласие" in answer["fields"]["agree"]


async def test_a_form_of_plain_html_is_taken(served: Served) -> None:
    body = b"_key=main-form&phone=%2B79167654321&agree=on&need=SEO-%D0%BF%D1%80%D0%BE%D0%B4%D0%B2"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    status, answer, headers_back = await served.send(body, headers=headers)
    assert (status, answer["ok"]) == (200, True)
    assert headers_back["Access-Control-Allow-Origin"] == ORIGIN


async def test_half_a_surrogate_pair_costs_nobody_the_form(served: Served) -> None:
    said = json.dumps({**PERSON, "name": "Ольга \ud83d"}).encode()
    assert (await served.send(said))[0] == 200


async def test_a_body_that_comes_in_parts_is_read_whole(served: Served) -> None:
    body = json.dumps(PERSON).encode()

    async def parts(*parts: bytes) -> AsyncIterator[bytes]:
        for part in parts:
            yield part
            await asyncio.sleep(0)

    for sent, status in ((parts(body[:20], body[20:]), 200), (parts(body, b" " * LARGEST), 413)):
        url, headers = (
            f"{served.url}/intake",
            {"Origin": ORIGIN, "Content-Type": "application/json"},
        )
        async with served.http.post(url, data=sent, headers=headers) as answer:
            assert answer.status == status


async def test_a_browser_without_the_script_gets_a_page(served: Served) -> None:
    browser = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    }
    status, page, headers = await served.post(
        b"_key=main-form&phone=12&email=olga%40mail.ru&_lang=ru", browser
    )
    assert (status, headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert '<html lang="ru">' in page and "кнопкой «Назад»" in page
    assert re.findall("<dt>(.*)</dt>", page) == ["Телефон", "Согласен"]
    assert "Нужен номер с кодом" in page and "Отметьте согласие" in page
    english = {**browser, "Accept-Language": "en-GB,en;q=0.9"}
    body = b"_key=main-form&phone=%2B79167654321&agree=on&name=%3Cb%3EOlga"
    status, page, headers = await served.post(body, english)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert '<html lang="en">' in page and "Thank you, we have your request!" in page
    (link,) = re.findall('<a href="([^"]*)"', page)
    assert re.fullmatch(r"https://t.me/\w+\?start=e_\d+_[\w-]{16}", link)
    assert await served.post(body, english) == (200, page, headers), "sent anew by a reload"
    foreign = await served.post(body, {**english, "Origin": "https://evil.example"})
    assert foreign[0] == 403 and link not in foreign[1]
    assert await stored(served) == 1


async def test_a_page_may_ask_first(served: Served) -> None:
    status, _, headers = await served.send(b"", method="OPTIONS")
    assert (status, headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    asked = await served.send(b"", method="OPTIONS", headers={"Origin": "https://evil.example"})
    assert asked[0] == 403


async def test_too_many_are_told_to_wait(served: Served) -> None:
    answers = [await served.send({"_key": "guess"}) for _ in range(41)]
    assert answers[-2][0] == 403
    assert (answers[-1][0], answers[-1][2]["Retry-After"]) == (429, "60")


async def stored(served: Served) -> int:
    """How many submissions lie stored."""
    await served.app.forms.filings.idle()

    def count(connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(submissions)).scalar_one())

    return await served.app.database.read(count)


@pytest.mark.slow
async def test_schemathesis_finds_no_crash(tmp_path: Path, sqlite_url: str) -> None:
    async with serving(tmp_path, sqlite_url, 1_000_000) as served:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", str(DESCRIBED)),
            *("--url", served.url, "--seed", "1", "--max-examples", "100"),
            *("--checks", "not_a_server_error,status_code_conformance"),
            *("--checks", "response_schema_conformance,content_type_conformance"),
            *("--suppress-health-check", "all"),  # these tell a slow machine
            *("--request-timeout", "120"),
            *("-H", f"Origin: {ORIGIN}"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()[-6000:]
        await served.app.forms.filings.idle()
