"""Where the page is, as people's browsers reach it."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.web.page.cookies import PATH

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class PageAddress:
    """`bot.chat.page.desk.Address` at a public address; "" for no page."""

    def __init__(self, public_url: str) -> None:
        self.origin = public_url.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether it is reached over https."""
        return self.origin.startswith("https://")

    @property
    def in_app(self) -> bool:
        """Telegram opens Mini Apps over https only; the sandbox those of its own machine too."""
        return self.secure or urlsplit(self.origin).hostname in LOOPBACK

    def of(self, path: str) -> str:
        """The address of one of its pages."""
        return f"{self.origin}{PATH}/{path}" if self.origin else ""
