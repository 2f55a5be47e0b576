"""Which messages of a person are copied to the sales chat, and when."""

from dataclasses import replace

from leads.caused import card_key
from leads.facts import AnswerGiven, Qualified
from leads.outbox import OutboxMessage
from leads.reactions import react
from leads.stage import Stage
from leads.verdict import JsonValue
from tests.leads.samples import ANNA, NOON, POLICY, lead, verdict

FILE: JsonValue = {"file": {"kind": "document", "id": "x", "name": "tz.pdf", "message": 12}}
LINK: JsonValue = {"file": {"kind": "link", "id": "https://a.ru", "name": "", "message": 0}}
UNKNOWN = replace(lead(Stage.LEAD), id=7)
KNOWN = UNKNOWN.moved(Stage.QUALIFIED, NOON)


def copies(outbox: tuple[OutboxMessage, ...]) -> list[tuple[object, object, object]]:
    rows = [row for row in outbox if row.payload["kind"] == "copy"]
    assert {row.lane for row in rows} <= {"lead:7"}, "after the card"
    return [
        (row.payload["from_chat"], row.payload["message_id"], row.payload["under"]) for row in rows
    ]


def answered(value: JsonValue | None) -> AnswerGiven:
    return AnswerGiven(at=NOON, contact_id=1, lead_id=7, scenario="s", step="q", value=value)


def test_files_come_with_the_first_card() -> None:
    judged = replace(verdict(), inputs={"terms": FILE, "link": LINK, "traffic": 5})
    fact = Qualified(at=NOON, contact_id=1, lead_id=7, verdict=judged, was=Stage.LEAD)
    outbox = react(fact, KNOWN, POLICY, NOON, contact=ANNA).outbox
    assert outbox[0].payload["kind"] == "lead_card"
    assert copies(outbox) == [(ANNA.telegram_id, 12, card_key(KNOWN))]


def test_a_later_file_follows_at_once_and_an_earlier_one_waits_for_the_card() -> None:
    later = react(answered(FILE), KNOWN, POLICY, NOON, contact=ANNA).outbox
    assert copies(later) == [(ANNA.telegram_id, 12, card_key(KNOWN))]
    assert not react(answered(FILE), UNKNOWN, POLICY, NOON, contact=ANNA).outbox


def test_what_is_no_file_is_not_copied() -> None:
    values: list[JsonValue | None] = [None, 5, "text", ["a"], {"blank": "skipped"}, LINK]
    for value in values:
        assert copies(react(answered(value), KNOWN, POLICY, NOON, contact=ANNA).outbox) == []
