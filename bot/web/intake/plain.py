"""The answer to a form that a browser sends by itself, without the script: a page, not JSON."""

from __future__ import annotations

from functools import cache

from aiohttp import web
from jinja2 import Environment, StrictUndefined, Template

from bot.web.intake.door import Answer, Words
from bot.web.intake.page import page_file
from bot.web.intake.refusal import Refused

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}


def wants_page(request: web.Request) -> bool:
    """Whether a browser goes to what we answer; the script and servers ask for JSON."""
    return request.method == "POST" and "text/html" in request.headers.get("Accept", "")


class Plain:
    """Answers as pages, in the words that JSON has too."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def sent(self, answer: Answer) -> web.Response:
        """Thanks, and the link into the chat."""
        return self._page(200, answer.language, answer=answer, refused=None, message="")

    def refused(self, refused: Refused, language: str) -> web.Response:
        """Why it was not taken, and what to mend."""
        message = self._words.refused(refused.code, language)
        return self._page(refused.status, language, answer=None, refused=refused, message=message)

    def _page(self, status: int, language: str, **told: object) -> web.Response:
        text = _template().render(language=language, words=self._words.page(language), **told)
        return web.Response(
            text=text, status=status, content_type="text/html", charset="utf-8", headers=HEADERS
        )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(page_file("answer.html.j2"))
