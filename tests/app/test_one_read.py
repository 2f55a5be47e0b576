"""A turn reads once, with its batch; only an answer that names a company looks for that company."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, RowMapping

from benchmarks.canned import CannedSession
from benchmarks.turns import DurableTurns, People
from storage.scope import Scope
from tests.architecture.test_walk import program


async def test_a_quiz_asks_the_database_nothing_but_what_its_batches_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch = Scope.fetch

    async def noted(
        scope: Scope, statement: Executable, values: Mapping[str, Any]
    ) -> Sequence[RowMapping]:
        asked.append("".join(traceback.format_stack(limit=5)))
        return await fetch(scope, statement, dict(values))

    session = CannedSession()
    app = await program(tmp_path, session)
    try:
        turns, people = DurableTurns(app, session), People(3)
        with monkeypatch.context() as patched:
            patched.setattr(Scope, "fetch", noted)
            for updates in people.rounds:
                await turns.accept(updates)
                await turns.idle()
        assert await turns.unfinished(people.chats) == 0
    finally:
        await app.close()
    others = [place for place in asked if "dialogs/company_answers.py" not in place]
    assert others == [], "read it with the batch (Known), or know that there is nothing to read"
    assert len(asked) <= len(people.chats), "one look for the company of each site"
