"""What is wrong with a condition, and which word was probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches


class ConditionError(ValueError):
    """A condition that means nothing.

    `offset` counts characters from the start of the condition, `code` is the kind of mistake
    (`syntax`, `unknown-name`, `unknown-option`, `type-mismatch`, `out-of-range`), `fix` says what
    to write instead. `subject` is the slot that the mistake is about, if any.
    """

    def __init__(
        self,
        message: str,
        offset: int,
        *,
        fix: str,
        code: str = "syntax",
        subject: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.code = code
        self.fix = fix
        self.subject = subject


def did_you_mean(word: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """A sentence that leads from a mistyped id to a right one."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]!s}'?"
    if not known:
        return "there are none yet; define it first"
    return f"there are: {', '.join(sorted(map(str, known))[:12])}"
