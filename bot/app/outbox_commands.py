"""`prequal outbox …`: what has not arrived, and what is to become of it. Parses and prints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.app.refusal import refuse
from bot.app.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from leads.outbox import Undelivered
    from storage.database import Database
    from storage.unit_of_work import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="What has not arrived: list, show, try again, drop.")

T = TypeVar("T")
Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers of rows, as `list` shows them.")]
All = Annotated[bool, typer.Option("--all", help="Every row that was set aside.")]
Topic = Annotated[str, typer.Option(help="Only this topic: chat, sales or crm.")]
SHOWN = 50


@app.command("list")
def list_(
    topic: Topic = "",
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Also what is tried again by itself.")
    ] = False,
) -> None:
    """List what was set aside, oldest first, with the reason."""

    async def work(uow: UnitOfWork) -> list[str]:
        counts = await uow.undelivered.counts()
        page = await uow.undelivered.page(topic=topic, parked_only=not waiting, most=SHOWN)
        lines = [f"{name}: {one[0]} waiting, {one[1]} set aside" for name, one in counts.items()]
        return [*sorted(lines), *(_line(row) for row in page)]

    lines = _run(lambda database: database.run(work))
    print("\n".join(lines) if lines else "Everything has arrived.")


@app.command()
def show(number: Annotated[int, typer.Argument(help="Number of the row.")]) -> None:
    """Show one row with all that is known of it."""
    row = _run(lambda database: database.run(lambda uow: uow.undelivered.get(number)))
    if row is None:
        refuse(f"Row {number} has arrived, was dropped, or never was.")
    print(_line(row))
    print(f"key       {row.key}")
    print(f"lane      {row.lane}")
    print(f"attempts  {row.attempts}, since {_moment(row.created_at)}")
    print(f"due       {_moment(row.due_at)}")
    print(json.dumps(row.payload, ensure_ascii=False, indent=2))


@app.command()
def retry(numbers: Numbers = None, every: All = False, topic: Topic = "") -> None:
    """Try rows again at once."""
    count = _change(numbers, every, topic, lambda uow, ids: uow.undelivered.again(ids))
    print(f"{count} rows are tried again.")


@app.command()
def drop(numbers: Numbers = None, every: All = False, topic: Topic = "") -> None:
    """Never deliver rows, and forget what they said."""
    count = _change(numbers, every, topic, lambda uow, ids: uow.undelivered.drop(ids))
    print(f"{count} rows are dropped.")


def _change(
    numbers: Sequence[int] | None,
    every: bool,
    topic: str,
    change: Callable[[UnitOfWork, Sequence[int]], Awaitable[int]],
) -> int:
    if bool(numbers) == every:
        refuse("Name the numbers of rows, or --all.")
    if numbers:
        return _run(lambda database: database.run(lambda uow: change(uow, numbers)))
    return _run(lambda database: _every(database, topic, change))


async def _every(
    database: Database,
    topic: str,
    change: Callable[[UnitOfWork, Sequence[int]], Awaitable[int]],
) -> int:
    """Page after page of what was set aside when this began, with a bar."""
    counts = await database.run(lambda uow: uow.undelivered.counts())
    total = sum(parked for name, (_, parked) in counts.items() if topic in ("", name))
    changed, after = 0, 0

    async def work(uow: UnitOfWork) -> tuple[int, int, int]:
        rows = await uow.undelivered.page(after=after, topic=topic)
        ids = [row.id for row in rows]
        return len(ids), await change(uow, ids) if ids else 0, ids[-1] if ids else after

    with typer.progressbar(length=total, label="rows") as bar:
        while True:
            seen, count, after = await database.run(work)
            if not seen:
                return changed
            changed += count
            bar.update(seen)


def _run(work: Callable[[Database], Awaitable[T]]) -> T:
    from bot.app.data_desk import beside
    from storage.errors import DatabaseError

    async def act(settings: Settings) -> T:
        async with beside(settings) as database:
            return await work(database)

    try:
        return asyncio.run(act(load_settings()))
    except (SettingsError, DatabaseError) as error:
        refuse(str(error))


def _line(row: Undelivered) -> str:
    aside = "may have arrived" if row.unknown else "set aside"
    state = aside if row.parked else f"again at {_moment(row.due_at)}"
    return f"{row.id:>8}  {row.topic:<5} {row.kind:<12} {state}: {row.error or 'not tried yet'}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
