"""docs/sandbox.md names every method and every route, and no method that does not exist."""

import re
from pathlib import Path

from bot.sandbox.bot_api import METHODS
from bot.sandbox.server import Sandbox

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"
UPDATES = {"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"}


def test_the_methods_are_the_documented_ones() -> None:
    section = PAGE.read_text("utf-8").partition("## Bot API")[2]
    listed = section.split("\n\n")[2].rstrip(".").split(", ")
    assert set(listed) == set(METHODS) | UPDATES


async def test_every_control_route_is_documented(sandbox: Sandbox) -> None:
    section = PAGE.read_text("utf-8").partition("## Control API")[2]
    routes = {
        resource.canonical.removeprefix("/sandbox/").partition("/{")[0]
        for resource in sandbox.build_app().router.resources()
        if resource.canonical.startswith("/sandbox/")
    }
    missing = {name for name in routes if not re.search(rf"/{name}\b", section)}
    assert not missing
