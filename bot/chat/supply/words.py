"""Supply in words: for the person whose product is gone or back, and for staff. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.book import Book
from bot.chat.callbacks import WaitButton
from bot.chat.handoff_words import help_row
from bot.chat.messages import Button, Keyboard, Outgoing
from bot.chat.texts import Texts
from dialogs.effects import Unsold, Unsure, Waits
from leads.caused import row_key, stamp
from leads.consent import STAFF_BASIS, Basis, Purpose
from leads.contact import Contact
from leads.outbox import OutboxMessage
from leads.supply.facts import ProductBack, ProductGone, SourceBack, SourceFailed, SupplyFact
from leads.supply.waits import Wait

WAIT, OTHER, GO = "wait", "other", "go"
LONGEST_REASON = 1500


def supply_words(
    effect: Unsold | Unsure | Waits, texts: Texts, locale: str
) -> tuple[str, Keyboard]:
    """What the person reads when their product is gone or nobody knows, with what they can do."""
    name = effect.label.in_(locale)
    match effect:
        case Unsure():
            return texts.render("supply_unsure", locale, title=name), ()
        case Waits():
            other = _button(texts.label("wait_other", locale), OTHER)
            return texts.render("will_wait", locale, title=name), ((other,),)
        case Unsold(product, _, availability):
            condition = availability.condition.value if availability.condition else ""
            returns = availability.returns
            text = texts.render("unsold", locale, title=name, condition=condition, returns=returns)
            buttons = (
                (_button(texts.label("wait_yes", locale), WAIT, product),),
                (_button(texts.label("wait_other", locale), OTHER),),
                help_row(texts, locale, restart=False),
            )
            return text, buttons


class SupplyVoice:
    """Says of products what is not part of a turn. Staff read it in `locale`, in `chats`."""

    def __init__(self, texts: Texts, book: Book, locale: str, chats: Sequence[int]) -> None:
        self._texts = texts
        self._book = book
        self._locale = locale
        self._chats = tuple(chats)

    def back(self, contact: Contact, wait: Wait, touch_key: str, basis: Basis) -> OutboxMessage:
        """The product that the person waits for is there again; one tap goes on."""
        locale = contact.language
        name = self._book.product(wait.product, locale)
        text = self._texts.render("product_back", locale, title=name)
        keyboard = ((_button(self._texts.label("wait_go", locale), GO, wait.product),),)
        return Outgoing.to_person(contact, text, basis, keyboard).row(row_key(touch_key))

    def staff(self, fact: SupplyFact) -> tuple[OutboxMessage, ...]:
        """What staff are told of the fact, once in every chat of theirs."""
        text, about = self._told(fact), getattr(fact, "product", "source")
        kind = type(fact).__name__
        return tuple(
            Outgoing(chat, text, purpose=Purpose.SERVICE.value, basis=str(STAFF_BASIS)).row(
                f"supply:{kind}:{about}:{stamp(fact.at)}:{chat}"
            )
            for chat in self._chats
        )

    def _told(self, fact: SupplyFact) -> str:
        locale = self._locale
        match fact:
            case ProductGone(product, condition, _, returns):
                return self._texts.render(
                    "supply_gone",
                    locale,
                    title=self._book.product(product, locale),
                    condition=condition.value,
                    returns=returns,
                )
            case ProductBack(product, _, waiting):
                name = self._book.product(product, locale)
                return self._texts.render("supply_back", locale, title=name, count=waiting)
            case SourceFailed(reason):
                cut = reason[:LONGEST_REASON]
                return self._texts.render("supply_failed", locale, reason=cut)
            case SourceBack():
                return self._texts.render("supply_answers", locale)


def _button(label: str, act: str, product: str = "") -> Button:
    return Button(label, WaitButton(act=act, product=product).pack())
