"""A turn reads once, with its batch; only an answer that names a company looks for that company."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, RowMapping, Table

from benchmarks.canned import CannedSession
from benchmarks.turns import DurableTurns, People
from storage.scope import Scope
from storage.tables import companies
from tests.architecture.test_walk import program


async def test_a_quiz_asks_the_database_nothing_but_what_its_batches_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    looked: list[Table] = []
    fetch, look = Scope.fetch, Scope.look

    async def noted(
        scope: Scope, statement: Executable, values: Mapping[str, Any]
    ) -> Sequence[RowMapping]:
        asked.append("".join(traceback.format_stack(limit=5)))
        return await fetch(scope, statement, dict(values))

    async def seen(
        scope: Scope, table: Table, statement: Executable, values: Mapping[str, Any]
    ) -> tuple[Sequence[RowMapping], Mapping[int | str, dict[str, Any]]]:
        looked.append(table)
        return await look(scope, table, statement, dict(values))

    session = CannedSession()
    app = await program(tmp_path, session)
    try:
        turns, people = DurableTurns(app, session), People(3)
        with monkeypatch.context() as patched:
            patched.setattr(Scope, "fetch", noted)
            patched.setattr(Scope, "look", seen)
            for updates in people.rounds:
                await turns.accept(updates)
                await turns.idle()
        assert await turns.unfinished(people.chats) == 0
    finally:
        await app.close()
    assert asked == [], "read it with the batch (Known), or know that there is nothing to read"
    assert looked == [companies] * len(people.chats), "one look for the company of each site"
