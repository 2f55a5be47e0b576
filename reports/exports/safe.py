"""Text as a spreadsheet may hold it. Pure.

A cell that begins with = + - @ (or their wide forms), a tab or a line break is taken for a formula
by whoever opens a CSV, and a formula can call out: names come from people (OWASP, «CSV Injection»).
"""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters of a cell in Excel."""
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")
QUOTE = "'"
_LOST = "\ufffd"
# What XML 1.0 can't hold, and halves of pairs.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without what no file can hold, within the length of a cell; line breaks are \\n."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub(_LOST, text)[:LONGEST]


def dangerous(text: str) -> bool:
    """Whether a spreadsheet might take it for a formula."""
    return bool(text) and (text[0] in DANGEROUS or text.lstrip()[:1] in DANGEROUS)


def quoted(text: str) -> str:
    """The text for a CSV: with an apostrophe before what might be taken for a formula, and before
    what begins with one, so that taking the first apostrophe away always gives the text back."""
    text = plain(text)
    return QUOTE + text[: LONGEST - 1] if dangerous(text) or text.startswith(QUOTE) else text
