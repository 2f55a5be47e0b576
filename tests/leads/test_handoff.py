"""What follows when staff and a person talk: copies, the bot's silence, and its end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leads.caused import Reactions
from leads.consent import Audience
from leads.contact import Contact
from leads.due import Later, Send, decide
from leads.facts import Fact
from leads.handoff import BOT_BACK, Thread, copy_key, said_key
from leads.outbox import OutboxMessage
from leads.reactions import react
from leads.talk_facts import BotReturned, HumanCalled, HumanWrote, PersonWrote
from leads.touch import Touch
from tests.leads.samples import ANNA, NOON, POLICY, lead

STAFF_CHAT = -100
TALKING = replace(ANNA, human_since=NOON - timedelta(hours=1))


def wrote(message_id: int = 5) -> PersonWrote:
    return PersonWrote(at=NOON, contact_id=ANNA.id, lead_id=1, what="text", message_id=message_id)


def answered(message_id: int | None = 7) -> HumanWrote:
    return HumanWrote(
        at=NOON, contact_id=ANNA.id, lead_id=1, by=2001, chat_id=STAFF_CHAT, message_id=message_id
    )


def kinds(rows: tuple[OutboxMessage, ...]) -> list[object]:
    return [row.payload["kind"] for row in rows]


def caused(fact: Fact, contact: Contact = ANNA) -> Reactions:
    return react(fact, lead(), POLICY, NOON, contact=contact)


def test_a_message_of_the_person_is_told_and_copied() -> None:
    told, copied = caused(wrote()).outbox
    assert kinds((told, copied)) == ["person_wrote", "copy"]
    assert told.payload["talking"] is False
    assert copied.key == copy_key(ANNA.id, 5)
    assert (copied.payload["from_chat"], copied.payload["message_id"]) == (ANNA.telegram_id, 5)
    assert copied.payload["under"] == told.key
    assert told.lane == copied.lane, "they arrive in this order"


def test_a_talk_lasts_as_long_as_somebody_writes() -> None:
    while_talking = caused(wrote(), TALKING)
    (touch,) = while_talking.touches
    assert (touch.kind, touch.audience) == (BOT_BACK, Audience.PERSON)
    assert touch.due_at == NOON + POLICY.human_silence
    assert while_talking.cancel_touches == (f"talk:{ANNA.id}:",)
    assert while_talking.outbox[0].payload["talking"] is True
    assert not caused(wrote()).touches


def test_the_first_message_of_staff_quiets_the_bot_and_says_so() -> None:
    first = caused(answered(), replace(ANNA, human_since=NOON))
    assert kinds(first.outbox) == ["copy", "bot_quiet"]
    assert first.outbox[0].key == said_key(STAFF_CHAT, 7)
    assert first.outbox[0].lane == f"chat:{ANNA.telegram_id}"
    assert kinds(caused(answered(8), TALKING).outbox) == ["copy"]


def test_the_word_can_be_taken_without_a_message() -> None:
    taken = caused(answered(None), replace(ANNA, human_since=NOON))
    assert kinds(taken.outbox) == ["bot_quiet"]
    assert len(taken.touches) == 1


@pytest.mark.parametrize(("how", "rows"), [("command", []), ("silence", ["bot_back"])])
def test_the_bots_return_ends_the_wait(how: str, rows: list[str]) -> None:
    back = caused(BotReturned(at=NOON, contact_id=ANNA.id, lead_id=1, how=how))
    assert kinds(back.outbox) == rows
    assert back.cancel_touches == (f"talk:{ANNA.id}:",)


def test_a_call_names_the_moment_that_was_promised() -> None:
    (told,) = caused(HumanCalled(at=NOON, contact_id=ANNA.id, lead_id=1)).outbox
    assert told.payload["by"] == (NOON + POLICY.call_within).isoformat()


def test_reminders_wait_while_a_human_writes() -> None:
    (ends,) = caused(wrote(), TALKING).touches
    reminder = replace(ends, kind="notice")

    def now(touch: Touch) -> object:
        return decide(touch, lead=None, contact=TALKING, ledger=(), policy=POLICY, now=NOON)

    assert isinstance(now(reminder), Later)
    assert isinstance(now(ends), Send)


def test_a_thread_counts_the_calls_whose_end_is_unknown() -> None:
    thread = Thread("company:5", STAFF_CHAT, ANNA.id).attempted(NOON)
    assert (thread.attempts, thread.thread_id) == (1, None)
    assert thread.being_made(NOON + timedelta(seconds=59))
    assert not thread.being_made(NOON + timedelta(seconds=60))
