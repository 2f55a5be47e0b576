"""The sandbox's cast, and the sandbox as a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.server import Sandbox, SandboxConfig

SALES_GROUP = -1_000_000_000_001
SALESPERSON = 2001
MANAGER = 3001
SANDBOX_TOKEN = "1:sandbox"
SANDBOX_PARTNERS = Path(__file__).with_name("sandbox_partners.yaml")
SANDBOX_FORMS = Path(__file__).with_name("sandbox_forms.yaml")


async def serve_sandbox(host: str, port: int, *, announce: Callable[[str], object]) -> None:
    """Serve until cancelled; OSError when the port is taken."""
    server = Sandbox(SandboxConfig(host=host, port=port, token=SANDBOX_TOKEN))
    await server.start()
    announce(f"Sandbox: {server.url}  BOT_TOKEN={SANDBOX_TOKEN} BOT_API_URL={server.url}")
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()
