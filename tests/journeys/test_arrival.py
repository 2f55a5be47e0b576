"""How updates come in: the webhook's secret, bad bodies, and outages of the Bot API."""

import io

import pytest

from bot.app.rows import InboxRows
from bot.chat.http import SECRET_HEADER
from tests.journeys.place import ANNA, SECRET, Place, Someone

START = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": ANNA, "type": "private", "first_name": "Анна"},
        "from": {"id": ANNA, "is_bot": False, "first_name": "Анна"},
        "text": "/start",
    },
}

webhook_only = pytest.mark.parametrize(
    "place", ["webhook-sqlite", "webhook-postgres"], indirect=True
)
polling_only = pytest.mark.parametrize("place", ["polling-sqlite"], indirect=True)


@webhook_only
async def test_without_the_secret_nothing_is_stored(place: Place, anna: Someone) -> None:
    for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: SECRET[:-1]}):
        async with place.http.post(place.webhook_url, json=START, headers=headers) as answer:
            assert answer.status == 401
    assert list(await InboxRows(place.app.database).unprocessed()) == []
    await place.settle()
    assert place.app.intake.served == 0
    headers = {SECRET_HEADER: SECRET}
    async with place.http.post(place.webhook_url, json=START, headers=headers) as answer:
        assert answer.status == 200
    await place.app.intake.idle()
    assert place.app.intake.served == 1, "the update was new: the refused ones left no trace"


@webhook_only
async def test_a_body_that_is_no_update_is_refused(place: Place) -> None:
    headers = {SECRET_HEADER: SECRET}
    for body in (
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"{}",
        b'{"update_id": "7"}',
        b"[" * 100_000,
        b"\xff",
    ):
        async with place.http.post(place.webhook_url, data=body, headers=headers) as answer:
            assert answer.status == 400, body[:20]
    large = io.BytesIO(b" " * 2 * 1024 * 1024)
    async with place.http.post(place.webhook_url, data=large, headers=headers) as answer:
        assert answer.status == 413


@polling_only
async def test_polling_outlives_what_the_bot_api_answers(place: Place, anna: Someone) -> None:
    for status in ("502html", "500", "drop"):
        await place.trouble(status=status, method="getUpdates")
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await anna.tap("SEO")
    await anna.hears("адрес вашего сайта")
