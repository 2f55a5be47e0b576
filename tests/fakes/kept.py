"""What every test would make anew from the same files, kept for a run: parsed and compiled texts.

Neither can be changed by who gets it, and a file that was changed is read again.
"""

from __future__ import annotations

from functools import lru_cache, partial
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from bot.chat import texts
from dialogs import source

TREES = 64
"""How many parsed files are kept: random scenarios come by the thousand."""


class Compiled(BytecodeCache):
    """Compiled templates by their names and sources."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def keep() -> None:
    """Begin; before anything else imports these names."""
    source.read_source = lru_cache(TREES)(source.read_source)
    quick = partial(Environment, bytecode_cache=Compiled())
    setattr(texts, "Environment", quick)  # noqa: B010 - mypy lets nobody assign a class
