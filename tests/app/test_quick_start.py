"""aiogram imported quickly knows the same models as aiogram imported in full."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import Any

import aiogram.types
from aiogram.types import Update
from pydantic import BaseModel

from bot.app.quick_start import READ
from tests.architecture.tree import ROOT

ANNA = {"id": 7, "is_bot": False, "first_name": "Анна"}
HOME = {"id": 7, "type": "private"}
ASKED_FOR_PRESENCE = {"forward_origin", "photo"}
"""Whether they are there is all we ask; a message's photo is read, a chat's is not."""

BUILD_ALL = """
from bot.app.quick_start import import_aiogram_quickly
import_aiogram_quickly()
import aiogram.methods, aiogram.types
assert not aiogram.types.Message.__pydantic_complete__
assert not aiogram.methods.SendMessage.__pydantic_complete__
built = 0
for room in (aiogram.types, aiogram.methods):
    for name in room.__all__:
        model = getattr(room, name)
        if not (isinstance(model, type) and hasattr(model, "model_rebuild")):
            continue
        if model.__pydantic_generic_metadata__["parameters"]:
            continue
        model.__pydantic_validator__.title
        assert model.__pydantic_complete__, name
        built += 1
assert built > 400, built
answer = aiogram.methods.base.Response[aiogram.types.Message].model_validate(
    {"ok": True, "result": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}}
)
assert answer.result.chat.id == 1
"""


def test_every_model_can_still_be_built() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUILD_ALL], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def arrived(**told: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 0, "chat": HOME, "from": ANNA, **told}


def test_what_nobody_reads_of_an_update_stays_as_it_came() -> None:
    told = arrived(text="a<b", giveaway={"any": "shape"}, reply_to_message=arrived(text="?"))
    update = Update.model_validate({"update_id": 1, "message": told, "inline_query": {"id": "1"}})
    assert update.message is not None and update.message.html_text == "a&lt;b"
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.from_user is not None
    assert dict(update.message)["giveaway"] == {"any": "shape"}
    assert dict(update)["inline_query"] == {"id": "1"}


def test_nothing_is_read_of_an_update_that_stays_as_it_came() -> None:
    unread = set()
    for name in READ:
        model = getattr(aiogram.types, name)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        assert model.__pydantic_validator__.title
        for told, about in model.model_fields.items():
            named = set(re.findall(r"aiogram\.types\.\w+\.(\w+)", str(about.annotation)))
            if any(one not in READ and not one.startswith("ChatMember") for one in named):
                unread.add(told)
    assert len(unread) > 50, unread
    read = {
        node.attr
        for file in (ROOT / "bot" / "chat").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert read & unread <= ASKED_FOR_PRESENCE, "add its type to READ"
