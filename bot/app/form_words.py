"""What senders of forms read, from the templates that the chat speaks with, as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.handoff_words import when
from bot.chat.texts import Texts, plain
from bot.chat.words import rejection_text
from dialogs.forms.reading import Unread
from leads.working_time import Promise

SCRIPT = ("open", "send", "sending", "close", "choose")
"""What the script says by itself; the labels are `intake_…`."""
HEADINGS = ("sent", "unsent")
"""Likewise the headings of the page that a form gets without the script."""


class FormWords:
    """`bot.web.intake.door.Words`, over the templates."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def spoken(self, locale: str) -> str:
        """The language that whoever speaks `locale` is answered in."""
        return self._texts.spoken(locale)

    def thanks(self, promise: Promise, locale: str) -> tuple[str, str]:
        """The standard answer, and the words on its link."""
        text = self._texts.render("intake_thanks", locale, **when(promise))
        return plain(text), self._texts.label("intake_go_on", locale)

    def unread(self, one: Unread, locale: str) -> str:
        """What is wrong with a field."""
        why = ""
        if one.slot is not None:
            why = plain(
                rejection_text(self._texts, one.code, locale, detail=one.detail, slot=one.slot)
            )
        return plain(self._texts.render("intake_unread", locale, code=one.code, why=why))

    def refused(self, code: str, locale: str) -> str:
        """Why a request was not taken, and what to do."""
        return plain(self._texts.render("intake_refused", locale, code=code))

    def script(self, locale: str) -> Mapping[str, str]:
        """What the script on a page says by itself."""
        labels = {one: self._texts.label(f"intake_{one}", locale) for one in SCRIPT}
        return {**labels, "failed": self.refused("offline", locale)}

    def page(self, locale: str) -> Mapping[str, str]:
        """What the page says by itself that a browser gets without the script."""
        headings = {one: self._texts.label(f"intake_{one}", locale) for one in HEADINGS}
        return {**headings, "back": plain(self._texts.render("intake_back", locale))}
