"""Buttons that open a browser or a Mini App: stored and sent as what they are."""

from bot.chat.markup import inline
from bot.chat.messages import Button, Opens, Outgoing

KEYBOARD = (
    (Button("Да", "g:1:1"),),
    (
        Button("Открыть", "https://bot.example/in/x", Opens.BROWSER),
        Button("Здесь", "https://bot.example/app", Opens.APP),
    ),
)


def test_they_survive_the_outbox() -> None:
    message = Outgoing(1, "text", "reply", "reply", keyboard=KEYBOARD)
    assert Outgoing.from_payload(message.to_payload()) == message


def test_they_are_sent_as_telegram_wants_them() -> None:
    assert inline(KEYBOARD)["inline_keyboard"] == [
        [{"text": "Да", "callback_data": "g:1:1"}],
        [
            {"text": "Открыть", "url": "https://bot.example/in/x"},
            {"text": "Здесь", "web_app": {"url": "https://bot.example/app"}},
        ],
    ]
