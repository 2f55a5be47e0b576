"""Lines of a lead's history: names and sums, and no ids of files."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.chat.history_words import happened
from bot.chat.texts import Texts
from leads.facts import AmountSet
from leads.partners.facts import PartnerOffered
from tests.journeys.place import plain

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_partners_are_named_and_sums_are_told() -> None:
    offered = partial(PartnerOffered, at=NOON, contact_id=1, lead_id=7, why="only_one", about={})
    facts = (
        offered(partner="retail"),
        offered(partner="gone"),
        AmountSet(
            at=NOON, contact_id=1, lead_id=7, by=1, amount=150_000, discount=0, currency="RUB"
        ),
    )
    lines = happened(facts, {"retail": "Розница и К"}, Texts("ru", zone=MOSCOW), MOSCOW, "ru")
    assert [plain(one["detail"]) for one in lines] == [
        "Розница и К, один подходит",
        "gone, один подходит",
        "150 000 ₽",
    ]
