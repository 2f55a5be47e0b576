"""Certificates of authorities read with the first handshake that needs them, not before.

aiohttp prepares two TLS contexts when it is imported, aiogram's session a third; each reads a file
of some hundred and fifty certificates, 20 ms and a megabyte. A bot that talks to the sandbox or to
a Bot API server of its own needs none of them, and a bot in Telegram only aiogram's.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

READING = ("set_default_verify_paths", "load_verify_locations")
SHAKING = ("wrap_bio", "wrap_socket")


@contextmanager
def read_when_used() -> Iterator[None]:
    """Contexts that are made or filled meanwhile read their certificates with their first use."""
    for name in READING:
        setattr(ssl.SSLContext, name, _postponed(getattr(ssl.SSLContext, name)))
    try:
        yield
    finally:
        for name in READING:
            delattr(ssl.SSLContext, name)  # what shows again is the base class's own


def _postponed(read: Callable[..., None]) -> Callable[..., None]:
    def later(context: ssl.SSLContext, *args: Any, **kwargs: Any) -> None:
        for name in SHAKING:
            shake = getattr(context, name)
            first = partial(_first, context, name, shake, partial(read, context, *args, **kwargs))
            setattr(context, name, first)

    return later


def _first(
    context: ssl.SSLContext,
    name: str,
    shake: Callable[..., Any],
    read: Callable[[], None],
    *args: Any,
    **kwargs: Any,
) -> Any:
    """The first handshake of a context; it needs no look at the certificates again."""
    read()
    setattr(context, name, shake)
    return shake(*args, **kwargs)
