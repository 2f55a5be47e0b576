"""The way to a human in words and buttons: who answers and when, and how to go on without."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.callbacks import AgainButton, HelpButton
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from dialogs.effects import AtWork, Known, Over
from leads.working_time import Promise

HUMAN, RESTART, DISPUTE, COMPLETE = "human", "restart", "dispute", "complete"


def when(promise: Promise) -> dict[str, object]:
    """A promise as the templates `human_called`, `handover` and `intake_thanks` take it."""
    return {
        "working": promise.working,
        "minutes": (promise.within or timedelta()) // timedelta(minutes=1),
        "at": promise.by,
    }


def help_row(texts: Texts, locale: str, *, restart: bool) -> tuple[Button, ...]:
    """The row under every question: begin anew, and a human."""
    human = human_row(texts, locale)
    return (_button(texts.label("restart", locale), RESTART), *human) if restart else human


def human_row(texts: Texts, locale: str) -> tuple[Button, ...]:
    """The way to a human."""
    return (_button(texts.label("call_human", locale), HUMAN),)


def again_keyboard(texts: Texts, locale: str) -> Keyboard:
    """The only way, besides /start, to be asked the questions once more."""
    return ((_button(texts.label("start_again", locale), RESTART),),)


def left_words(effect: Known | Over | AtWork, texts: Texts, locale: str) -> tuple[str, Keyboard]:
    """What is said when nothing is asked, and what is left to do then."""
    if isinstance(effect, AtWork):
        tried = _button(texts.label("try_quiz", locale), RESTART)
        return texts.render("at_work", locale), ((tried,),)
    if isinstance(effect, Known):
        text = texts.render("welcome_back", locale, client=effect.client, owner=effect.owner)
    else:
        text = texts.render("conversation_over", locale)
    again, human = texts.label("start_again", locale), texts.label("call_human", locale)
    return text, ((_button(again, RESTART),), (_button(human, HUMAN),))


def complete_button(texts: Texts, locale: str) -> Button:
    """The button that lets us ask what is missing."""
    return Button(texts.label("complete", locale), HelpButton(act=COMPLETE).pack())


def look_again_keyboard(texts: Texts, lead_id: int, locale: str) -> Keyboard:
    """Under the reminder of a second look: have it, or talk to a human."""
    again = Button(texts.label("look_again", locale), AgainButton(lead=lead_id).pack())
    return ((again,), help_row(texts, locale, restart=False))


def dispute_row(texts: Texts, locale: str) -> tuple[Button, ...]:
    """The way to a human for whoever does not agree with a refusal."""
    return (_button(texts.label("dispute", locale), DISPUTE),)


def _button(label: str, act: str) -> Button:
    return Button(label, HelpButton(act=act).pack())
