"""Templates of the page and its own words, in every language there is. No reports, no doors."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dialogs.shown import number

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LOCALES = ("ru", "en")
NO_STAMP = 'data-now=""'


class Rendering:
    """Pages as responses; `base` is the path that the page lives under, with a slash at its end."""

    def __init__(self, base: str, company: str) -> None:
        self._base = base
        self._company = company
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["number"] = number

    def page(self, page: str, locale: str, *, status: int = 200, **values: object) -> web.Response:
        """A page, with a tag of what it shows."""
        spoken = locale if locale in LOCALES else LOCALES[0]
        said = words(spoken)
        text = self._environment.get_template(f"{page}.html.j2").render(
            base=self._base,
            company=self._company,
            locale=spoken,
            t=said,
            version=version(),
            **values,
        )
        response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
        response.headers["ETag"] = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        return response

    def live(
        self, request: web.Request, stamp: str, page: str, locale: str, **values: Any
    ) -> web.Response:
        """A page as it is at that stamp, or nothing where the browser shows just that.

        The stamp is no part of what is shown: it may change while nothing else does."""
        response = self.page(page, locale, **values)
        tag = response.headers["ETag"]
        if request.headers.get("If-None-Match") == tag:
            response = web.Response(status=304, headers={"ETag": tag})
        else:
            response.text = (response.text or "").replace(NO_STAMP, f'data-now="{stamp}"', 1)
        response.headers["Page-Stamp"] = stamp
        return response


@cache
def words(locale: str) -> Mapping[str, str]:
    """The page's own words by key."""
    with (FOLDER / "words" / f"{locale}.toml").open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).items()}


@cache
def version() -> str:
    """Changes with any file that browsers keep."""
    content = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(content).hexdigest()[:12]


async def static(request: web.Request) -> web.Response:
    """A style sheet or a script."""
    path = STATIC / request.match_info["name"]
    if path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound
    response = web.Response(body=_content(path), content_type=TYPES[path.suffix], charset="utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()
