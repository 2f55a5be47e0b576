"""Telegram's people and gestures → the dialog's: `Person`, `Heard` and `Reply`. Parsing only."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.types import CallbackQuery, Message, User

from bot.chat.access import Access, Role
from bot.chat.callbacks import AnswerButton
from dialogs.heard import Heard, Person
from dialogs.replies import (
    Agreed,
    Attached,
    Back,
    Chose,
    Confirmed,
    Continue,
    Done,
    DontKnow,
    Leafed,
    Pressed,
    Reply,
    RestartConfirmed,
    SharedContact,
    Skip,
    Toggled,
    Typed,
)
from leads.selling import Seller

RUSSIAN_READERS = frozenset({"ru", "uk", "be", "kk", "ky", "uz", "tg", "hy", "az", "tt", "ka"})
LONGEST_TEXT = 4096
LONGEST_NAME = 100


def locale_of(user: User | None, default: str) -> str:
    """Our language for a person: English for whoever is neither at home in Russian nor unknown.

    A message that nobody signed is answered in the default."""
    return locale_of_code((user and user.language_code) or "", default)


def locale_of_code(language: str, default: str) -> str:
    """The same by Telegram's code of a language."""
    code = language.split("-", maxsplit=1)[0].lower()
    if not code:
        return default
    return "ru" if code in RUSSIAN_READERS else "en"


def heard(
    update_id: int,
    user: User,
    default_locale: str,
    *,
    session_id: int | None = None,
    tapped: int | None = None,
    message: int | None = None,
    staff: bool = False,
) -> Heard:
    """Who did what in which update, in a private chat."""
    person = Person(
        telegram_id=user.id,
        chat_id=user.id,
        name=user.full_name[:200],
        username=user.username,
        locale=locale_of(user, default_locale),
    )
    return Heard(
        update_id, person, session_id=session_id, tapped=tapped, message=message, staff=staff
    )


def seller_of(user: User, access: Access) -> Seller:
    """The member of staff who acts, and whose name is known from then on; whether they may is
    asked elsewhere."""
    access.heard(user.id, user.full_name)
    return Seller(user.id, user.full_name, access.role(user.id) is Role.MANAGER)


def author_of(message: Message) -> User | None:
    """Who wrote the message themselves; None where it was passed on, or speaks for a chat."""
    passed_on = message.sender_chat is not None or message.forward_origin is not None
    return None if passed_on else message.from_user


def may_command(message: Message, access: Access) -> bool:
    """Whether a member of staff wrote the command themselves, where staff commands work."""
    user = author_of(message)
    return user is not None and access.may_speak(user.id, message.chat.id)


def topic_of(message: object) -> int | None:
    """The topic that a message stands in; None outside of topics."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


def private_refusal(message: Message, may: Callable[[int], bool]) -> str:
    """The label that says why a command for those who `may`, in private alone, is not answered; ""
    where it is."""
    user = author_of(message)
    if user is None or not may(user.id):
        return "managers_only"
    return "" if message.chat.id == user.id else "in_private_only"


def reply_of(message: Message) -> Reply:
    """What a message says."""
    if message.contact is not None:
        own = message.from_user is not None and message.contact.user_id == message.from_user.id
        return SharedContact(message.contact.phone_number, own)
    if message.text is not None:
        return Typed(message.text[:LONGEST_TEXT])
    return _attached(message)


def _attached(message: Message) -> Attached:
    """What was sent, with Telegram's name of the file; a photo in its largest size."""
    kind = getattr(message.content_type, "value", str(message.content_type))
    file = message.photo[-1] if message.photo else getattr(message, kind, None)
    file_id, name = getattr(file, "file_id", ""), getattr(file, "file_name", None)
    return Attached(kind, str(file_id or ""), str(name or "")[:LONGEST_NAME], message.message_id)


def pressed(button: AnswerButton) -> Pressed:
    """What a button under a question says; an unknown one counts as stale."""
    yes = button.arg == "1"
    replies: dict[str, Reply] = {
        "pick": Chose(button.arg),
        "toggle": Toggled(button.arg),
        "done": Done(),
        "agree": Agreed(yes),
        "confirm": Confirmed(yes),
        "restart_ok": RestartConfirmed(yes),
        "continue": Continue(),
        "back": Back(),
        "skip": Skip(),
        "dont_know": DontKnow(),
        "page": Leafed(int(button.arg) if button.arg.isdecimal() else 0),
    }
    reply = replies.get(button.act)
    return Pressed(button.turn, reply) if reply is not None else Pressed(-1, Continue())


def tapped_message(query: CallbackQuery) -> int | None:
    """The id of the message whose button was tapped."""
    return query.message.message_id if query.message is not None else None
