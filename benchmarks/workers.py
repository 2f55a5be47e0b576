"""Worker processes of benchmarks, told by lines and answering with lines of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

LONGEST_LINE = 2**24


@asynccontextmanager
async def worker(module: str, *words: str) -> AsyncIterator[Process]:
    """A process that has said that it is ready; over when its input ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.stdin.close()
        await process.wait()


def tell(process: Process, what: str) -> None:
    """Have it begin something."""
    assert process.stdin is not None
    process.stdin.write(f"{what}\n".encode())


async def ask(process: Process, what: str) -> dict[str, Any]:
    """Have it do something; what it answers."""
    tell(process, what)
    assert process.stdout is not None
    answer: dict[str, Any] = json.loads(await process.stdout.readline())
    return answer
