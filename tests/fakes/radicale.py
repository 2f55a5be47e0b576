"""A real CalDAV server, Radicale, on the loopback, with one user and one calendar."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

from crm_sync.supply.web import basic
from tests.fakes.ports import free_port

USER, PASSWORD = "igor", "a secret: with ünicode"
UP_WITHIN = 120.0
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


@dataclass(frozen=True)
class Phone:
    """Somebody who uses the calendar by other means."""

    url: str
    http: ClientSession

    async def put(self, name: str, *lines: str) -> None:
        """Keep an event."""
        event = ["BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"]
        whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Phone//EN", *event, "END:VCALENDAR"]
        headers = {"Content-Type": "text/calendar"}
        text = "\r\n".join([*whole, ""])
        async with self.http.put(f"{self.url}{name}.ics", data=text, headers=headers) as answer:
            assert answer.status in (201, 204), await answer.text()

    async def get(self, name: str) -> str | None:
        """The event of that name, None for none."""
        async with self.http.get(f"{self.url}{name}.ics") as answer:
            return await answer.text() if answer.status == 200 else None


@asynccontextmanager
async def radicale(folder: Path) -> AsyncIterator[Phone]:
    """The server, up; it is gone afterwards."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    config = folder / "config"
    config.write_text(CONFIG.format(port=port, folder=folder), encoding="utf-8")
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "radicale", "--config", str(config)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/{USER}/sales/"
    try:
        async with ClientSession(headers={"Authorization": basic(USER, PASSWORD)}) as http:
            await _up(http, url)
            yield Phone(url, http)
    finally:
        server.terminate()
        await server.wait()


async def _up(http: ClientSession, url: str) -> None:
    """Wait for the server, and make the calendar."""
    loop = asyncio.get_running_loop()
    until = loop.time() + UP_WITHIN
    while True:
        try:
            async with http.request("MKCALENDAR", url) as answer:
                assert answer.status == 201, await answer.text()
                return
        except ClientError:
            assert loop.time() < until, "Radicale does not come up"
            await asyncio.sleep(0.05)
