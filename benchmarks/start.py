"""From launch to the first served update, and the memory that takes: a real `prequal run`."""

import asyncio
import os
import re
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp
import psutil

from benchmarks.figures import figure, table

LAUNCHES = 3
PROSPECT = 1001
GIVE_UP_SECONDS = 60.0
POLL_SECONDS = 0.01
ADDRESS = re.compile(r"http://[\w.-]+:\d+")
OURS = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT"})


class NeverServed(RuntimeError):
    """The launched program ended or stayed silent; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Seconds from launch to the answer on the screen, and MB of memory held at that moment."""

    seconds: float
    rss_mb: float


async def launch(folder: Path) -> Launch:
    """Start the bot in `folder`, press Start as the prospect, wait for the answer, stop it."""
    program = Path(sys.executable).with_name("prequal")
    environment = {name: value for name, value in os.environ.items() if name in OURS}
    environment |= {"SANDBOX_PORT": "0", "HTTP_PORT": "0", "PYTHONUNBUFFERED": "1"}
    errors = folder / "errors.txt"
    with errors.open("wb") as stderr:
        began = perf_counter()
        process = await asyncio.create_subprocess_exec(
            program,
            "run",
            cwd=folder,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                await _served(await _address(process))
            seconds = perf_counter() - began
            return Launch(seconds, psutil.Process(process.pid).memory_info().rss / 1e6)
        except (TimeoutError, EOFError, aiohttp.ClientError) as error:
            last_words = errors.read_text(encoding="utf-8", errors="replace")[-600:]
            raise NeverServed(f"{type(error).__name__}: {last_words}") from error
        finally:
            await _stop(process)


async def measure() -> None:
    """Launch with a fresh database, and again with the one made then; print what it took."""
    fresh, again = [], []
    for _ in range(LAUNCHES):
        with tempfile.TemporaryDirectory(prefix="prequal-start-") as folder:
            fresh.append(await launch(Path(folder)))
            again.append(await launch(Path(folder)))
    print(f"Start: launch to the first answer on the screen, medians of {LAUNCHES}")
    rows = []
    for name, launches in (("new database", fresh), ("existing database", again)):
        seconds = median(one.seconds for one in launches)
        rows.append((name, f"{seconds:.2f}", f"{max(one.rss_mb for one in launches):.0f}"))
    table(("prequal run", "seconds", "RSS MB"), rows)
    figure("start.seconds", median(one.seconds for one in fresh))
    figure("start.rss_mb", max(one.rss_mb for one in (*fresh, *again)))


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if found := ADDRESS.search(line.decode("utf-8", "replace")):
            return found[0]
    raise EOFError


async def _served(address: str) -> None:
    """Press Start and wait for a message of the bot in the prospect's chat."""
    async with aiohttp.ClientSession(address, raise_for_status=True) as page:
        async with page.post("/sandbox/start", json={"person": PROSPECT}):
            pass
        while True:
            async with page.get("/sandbox/state", params={"person": str(PROSPECT)}) as answer:
                state = await answer.json()
            messages = [message for chat in state["chats"] for message in chat["messages"]]
            if any(message["from"]["is_bot"] for message in messages):
                return
            await asyncio.sleep(POLL_SECONDS)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
