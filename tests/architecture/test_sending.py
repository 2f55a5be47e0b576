"""One way out: whatever reaches a chat is a row with a purpose and a basis, sent by the sender."""

import re

from tests.architecture.tree import ROOT, shown

SENDING = re.compile(
    r"\.(?:send_(?!chat_action)[a-z_]+|copy_messages?|forward_messages?|answer_(?:photo|document))\("
    r"|message\.(?:answer|reply)\(|\b(?:SendText|CopyOf)\("
)
ALLOWED = {"bot/chat/sender.py", "bot/chat/calls.py"}


def test_only_the_sender_sends() -> None:
    found = {
        shown(path)
        for folder in ("bot/app", "bot/chat")
        for path in (ROOT / folder).rglob("*.py")
        if SENDING.search(path.read_text(encoding="utf-8"))
    }
    assert found == ALLOWED


def test_the_pattern_bites() -> None:
    assert SENDING.search("await bot.send_message(1, text)")
    assert SENDING.search("await message.answer(text)")
    assert not SENDING.search("await query.answer(text)"), "a toast answers a tap"
