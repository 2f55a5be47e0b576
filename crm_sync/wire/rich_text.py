"""Plain texts as the HTML of CRMs' rich fields, and back. Pure."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

BLOCKS = frozenset(("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))


def to_html(text: str) -> str:
    """One paragraph with breaks."""
    return f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>")


def from_html(found: object) -> str:
    """What a person reads there: a line for each break and block."""
    reader = _Reader()
    reader.feed(str(found or ""))
    reader.close()
    return "".join(reader.parts).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A break is a line; a block begins one."""
        if tag == "br" or (tag in BLOCKS and self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Lines of the source are no lines of the text."""
        self.parts.append(data.replace("\r\n", " ").replace("\n", " "))
