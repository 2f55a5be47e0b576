"""The outbox row that brings a link's code as a file. The picture is made when it is sent."""

from __future__ import annotations

from bot.chat.linking.code import CodeFormat, qr_code
from bot.chat.outcomes import outcome_of
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from leads.outbox import Claimed, OutboxMessage, Topic, lane_to
from scheduler.relay import Deliver, Outcome

LINK_CODE = "link_code"
"""The kind of the row."""


def code_row(chat_id: int, code: str, address: str, locale: str) -> OutboxMessage:
    """The row for a link; asked for twice in one chat, it is a new one each time that the first is
    gone from the outbox."""
    payload = {
        "kind": LINK_CODE,
        "v": 1,
        "chat_id": chat_id,
        "address": address,
        "locale": locale,
    }
    return OutboxMessage(Topic.CHAT, f"link:{code}:{chat_id}", lane_to(chat_id), payload)


def code_delivery(sender: Sender, texts: Texts) -> Deliver:
    """What delivers it through `sender`."""

    async def deliver(row: Claimed) -> Outcome:
        address, locale = str(row.payload["address"]), str(row.payload["locale"])
        caption = texts.render("link_code", locale, place=address)
        picture = qr_code(address, CodeFormat.PNG)
        name = f"prequal-{address.rpartition('=')[2]}.png"
        sent = await sender.file(int(row.payload["chat_id"]), name, picture, caption)
        return outcome_of(sent)

    return deliver
