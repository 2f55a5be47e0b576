"""The page of the shipped program in a browser; what goes wrong behind it fails the test."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page

from tests.browser.program import PATIENCE, running_browser, running_program


@pytest_asyncio.fixture
async def page(chromium: Path, tmp_path: Path) -> AsyncIterator[Page]:
    complaints: list[str] = []
    async with running_program(tmp_path) as url, running_browser(chromium) as browser:
        opened = await browser.new_page(
            viewport={"width": 1600, "height": 1000},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.set_default_timeout(PATIENCE * 1000)
        await opened.goto(url)
        yield opened
        sys.stdout.write(f"On the screen:\n{await opened.locator('#panes').inner_text()}\n")
    assert complaints == []
    words = (tmp_path / "program.log").read_text(encoding="utf-8")
    assert "Traceback" not in words, words
