"""aiogram imported quickly knows the same models as aiogram imported in full."""

from __future__ import annotations

import subprocess
import sys

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
