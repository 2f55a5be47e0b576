"""aiogram imported without building its 600 models at once: each is built when first used.

aiogram builds every method where it is defined and rebuilds every type at the end, which costs two
thirds of a start and a hundred megabytes; a bot uses some thirty of them. An update alone brings in
two hundred, gifts and giveaways and all, of which we read fourteen: the others stay the JSON that
they came as. Only what starts the process imports this, before anything imports aiogram; without it
everything works the same, later.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import ModuleType
from typing import Any, Literal, Optional, Union

from pydantic import BaseModel, ConfigDict

from bot.chat.certificates import read_when_used

READ = frozenset(
    {
        "CallbackQuery",
        "Chat",
        "ChatMemberUnion",
        "ChatMemberUpdated",
        "Contact",
        "DateTime",
        "Document",
        "InaccessibleMessage",
        "MaybeInaccessibleMessageUnion",
        "Message",
        "MessageEntity",
        "PhotoSize",
        "User",
        "Voice",
    }
)
"""What we read of an update, by aiogram's names."""


def import_aiogram_quickly() -> None:
    """Import aiogram with its models unbuilt, and teach them to build themselves."""
    eager = BaseModel.__dict__["model_rebuild"]

    def postponed(cls: type[BaseModel], /, **_: Any) -> None:
        """Called for each type at the end of `aiogram.types`."""

    _replace(BaseModel, classmethod(postponed))
    BaseModel.model_config = ConfigDict(defer_build=True)
    try:
        with read_when_used(), _sentinels_alone():
            import aiogram.methods
            import aiogram.types
            from aiogram.client.default import Default
            from aiogram.methods.base import Request, Response, TelegramMethod
            from aiogram.types import Update
            from aiogram.types.base import TelegramObject
    finally:
        _replace(BaseModel, eager)
        BaseModel.model_config = ConfigDict()

    names: dict[str, Any] = {name: getattr(aiogram.types, name) for name in aiogram.types.__all__}
    names |= {"List": list, "Optional": Optional, "Union": Union, "Literal": Literal}
    names["Default"] = Default
    incoming = names | {name: Any for name in aiogram.types.__all__ if name not in READ}

    def when_used(
        cls: type[BaseModel],
        /,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Any = None,
    ) -> bool | None:
        """pydantic calls this itself when an unbuilt model is first used."""
        done: bool | None = eager.__get__(None, cls)(
            force=force,
            raise_errors=raise_errors,
            _types_namespace=_types_namespace or (incoming if cls is Update else names),
        )
        return done

    for root in (TelegramObject, TelegramMethod, Request, Response):
        _replace(root, classmethod(when_used))


@contextmanager
def _sentinels_alone() -> Iterator[None]:
    """aiogram takes two sentinels from the library of tests: they don't need the whole of it."""
    name = "unittest.mock"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = module = ModuleType(name)
    vars(module)["sentinel"] = Enum("sentinel", ["UNHANDLED", "REJECTED", "UNSET"])
    try:
        yield
    finally:
        del sys.modules[name]


def _replace(root: type[BaseModel], method: object) -> None:
    setattr(root, "model_rebuild", method)  # noqa: B010 - a method, which mypy lets nobody assign
