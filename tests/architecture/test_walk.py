"""docs/walk.md is true: what it names exists, and the update really goes that way."""

import ast
import asyncio
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from aiogram.methods.base import TelegramMethod
from pydantic import SecretStr

from benchmarks.canned import CannedSession
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.settings import Settings
from bot.chat.calls import SendText
from bot.chat.polling import GetRawUpdates, poll
from leads.clock import SystemClock
from tests.architecture.tree import ROOT, shown

WALK = ROOT / "docs" / "walk.md"
MOST_FILES = 10
ANNA = {"id": 1001, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
CHAT = {"id": 1001, "type": "private", "first_name": "Анна"}

Called = list[tuple[str, str]]


def rooms() -> dict[str, list[str]]:
    """The page's files in their order, each with the functions that its section names."""
    sections = re.split(r"^## ", WALK.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        title, _, body = section.partition("\n")
        (path,) = re.findall(r"`([\w/]+\.py)`", title)
        found[path] = re.findall(r"`([\w.]+)\(\)`", body)
    return found


def defined(path: Path) -> set[str]:
    """Functions of a file: methods as Class.name, everything else by its own name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{getattr(inner, 'name', '')}" for inner in node.body}
    return names


def test_the_walk_has_ten_files_at_most_and_every_one_exists() -> None:
    everywhere = set(re.findall(r"[\w/]+\.py\b", WALK.read_text(encoding="utf-8")))
    assert 1 <= len(everywhere) <= MOST_FILES
    assert everywhere == set(rooms())
    assert not [path for path in everywhere if not (ROOT / path).is_file()]


def test_every_function_of_the_walk_exists_in_its_file() -> None:
    for path, functions in rooms().items():
        assert functions, f"{path}: the section names no function"
        assert set(functions) <= defined(ROOT / path), path


async def test_the_tap_goes_the_way_that_the_walk_tells(tmp_path: Path) -> None:
    session = Telegram()
    app = await program(tmp_path, session)
    try:
        await serve(app, session, {"message": message(session.next_id(), "/start")})
        button = session.buttons[-1]
        shown_question = message(session.shown_ids[-1], "?")
        query = {"id": "1", "from": ANNA, "chat_instance": "1", "message": shown_question}
        with watched() as called:
            await serve(app, session, {"callback_query": {**query, "data": button}})
    finally:
        await app.close()

    order = []
    for path, functions in rooms().items():
        when = [at for name in functions if (at := moment(called, path, name)) is not None]
        assert len(when) == len(functions), f"{path}: not all of {functions} did something"
        order.append(min(when))
    assert order == sorted(order)


def moment(called: Called, path: str, name: str) -> int | None:
    """The place of a function's first call among all first calls."""
    for place, (where, qualified) in enumerate(called):
        if where == path and (qualified == name or qualified.endswith(f".{name}")):
            return place
    return None


class Telegram(CannedSession):
    """Hands over each update once, then keeps quiet; remembers buttons and message ids."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[dict[str, Any]] = []
        self.buttons: list[str] = []
        self.shown_ids: list[int] = []
        self.confirmed = asyncio.Event()
        self._updates = 0

    def next_id(self) -> int:
        self._updates += 1
        return self._updates

    async def make_request(
        self, bot: Any, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        if isinstance(method, GetRawUpdates):
            if not self.waiting:
                self.confirmed.set()
                await asyncio.Event().wait()
            given, self.waiting = self.waiting, []
            return given
        result = await super().make_request(bot, method, timeout)
        rows = isinstance(method, SendText) and (method.reply_markup or {}).get("inline_keyboard")
        if rows:
            self.shown_ids.append(result["message_id"])
            self.buttons.append(rows[0][0]["callback_data"])
        return result


async def program(folder: Path, session: CannedSession) -> App:
    settings = Settings(
        bot_token=SecretStr("1:walk"),
        database_url=f"sqlite+aiosqlite:///{folder / 'prequal.db'}",
        encryption_key_file=folder / "prequal.key",
        scenarios_dir="",
        quiz="agency-quiz",
    )
    return await build(settings, clock=SystemClock(), session=session)


async def serve(app: App, session: Telegram, update: dict[str, Any]) -> None:
    """Poll until the update is confirmed, and wait until it is worked off."""
    session.waiting = [{"update_id": session.next_id(), **update}]
    session.confirmed.clear()
    polling = asyncio.create_task(poll(app.bot, app.intake))
    await session.confirmed.wait()
    await app.intake.idle()
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)


def message(message_id: int, text: str) -> dict[str, Any]:
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text[0] == "/" else []
    return {
        "message_id": message_id,
        "from": ANNA,
        "chat": CHAT,
        "date": 1_790_000_000,
        "text": text,
        "entities": entities,
    }


@contextmanager
def watched() -> Iterator[Called]:
    """The project's functions that are called in this thread, in the order of their first call."""
    called: Called = []
    seen: dict[CodeType, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or code in seen:
            return
        seen[code] = None
        path = Path(code.co_filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts:
            qualified = code.co_qualname.rpartition("<locals>.")[2]
            called.append((shown(path), qualified))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
