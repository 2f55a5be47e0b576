"""`prequal run` as a process of its own, and a browser that looks at its page. No tests here."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, async_playwright, expect

from tests.available import ROOT

RUN = "from bot.app.cli import main; main()"
ADDRESS = re.compile(r"Prequal sandbox: (http://\S+)")
START_SECONDS = 120.0
PATIENCE = 90.0
"""Seconds after which something hangs: a slow machine takes no such time."""
STOP_SECONDS = 15.0
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


@asynccontextmanager
async def running_program(folder: Path) -> AsyncIterator[str]:
    """The address of the page of a program that keeps its data in `folder`.

    Settings of the person who runs the tests do not reach it. AssertionError with its words when
    it does not start.
    """
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV", "TMPDIR", "SYSTEMROOT")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"SANDBOX_PORT": "0", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    log = folder / "program.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RUN, "run",
            cwd=folder, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        yield await _address(process, log)
    finally:
        await _stop(process)


async def _address(process: asyncio.subprocess.Process, log: Path) -> str:
    for _ in range(int(START_SECONDS / 0.1)):
        said = log.read_text(encoding="utf-8")
        if found := ADDRESS.search(said):
            return found.group(1)
        if process.returncode is not None:
            break
        await asyncio.sleep(0.1)
    raise AssertionError(f"the program did not start:\n{log.read_text(encoding='utf-8')}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


@asynccontextmanager
async def running_browser(program: Path) -> AsyncIterator[Browser]:
    """A headless Chromium, whose pages have our patience."""
    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Hand:
    """Somebody at one pane of the page: reads the chat, taps buttons, types."""

    def __init__(self, pane: Locator) -> None:
        self.pane = pane
        self.messages = pane.get_by_test_id("message")

    async def start(self) -> None:
        """Press Start."""
        await self.pane.get_by_test_id("start").click()

    async def sees(self, text: str, seconds: float = PATIENCE) -> None:
        """Wait until some message holds `text`."""
        await expect(self.messages.filter(has_text=text).last).to_be_visible(timeout=seconds * 1000)

    async def tap(self, label: str) -> None:
        """Tap the newest inline button whose label holds `label`."""
        await self.pane.get_by_test_id("inline-button").filter(has_text=label).last.click()

    async def say(self, text: str) -> None:
        """Type a message and send it."""
        await self.pane.get_by_test_id("composer").fill(text)
        await self.pane.get_by_test_id("send").click()

    async def sends_photo(self, file: Path) -> None:
        """Attach a picture."""
        await self.pane.get_by_test_id("attach").click()
        async with self.pane.page.expect_file_chooser() as chooser:
            await self.pane.get_by_test_id("menu-attach").first.click()
        await (await chooser.value).set_files(file)

    async def answer(self, question: str, *, tap: str = "", say: str = "") -> None:
        """Wait for the question, then tap a button or type the answer."""
        await self.sees(question)
        if tap:
            await self.tap(tap)
        else:
            await self.say(say)
