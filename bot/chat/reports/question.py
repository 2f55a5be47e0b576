"""What is asked back where the words of a command were not clear."""

from __future__ import annotations

from bot.chat.texts import Texts
from reports.asking.asked import Unclear


def question(texts: Texts, command: str, unclear: Unclear, locale: str) -> str:
    """The question, with the command to be typed again."""
    return texts.render(
        "report_question",
        locale,
        command=command,
        unclear=unclear.doubt.value,
        words=unclear.words,
        options=unclear.options,
    )
