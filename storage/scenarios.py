"""The scenario registry as rows: texts by digest, and what was published when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from dialogs.registry import Edition, Publication, Register
from storage.scope import Scope
from storage.tables import publications, scenarios

_TEXT = select(scenarios.c.text).where(scenarios.c.digest == bindparam("digest"))
_EDITIONS = select(scenarios.c.digest, scenarios.c.scenario_id, scenarios.c.version)
_PUBLICATIONS = select(publications).order_by(publications.c.number)
_NEWEST = select(func.coalesce(func.max(publications.c.number), 0).label("newest"))


class Scenarios:
    """Texts of scenario versions, each kept once under its digest."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def text(self, digest: str) -> str | None:
        """The text with that digest."""
        known = self._scope.known.scenarios
        if digest not in known:
            found = await self._scope.scalar(_TEXT, {"digest": digest})
            if found is None:
                return None
            known[digest] = str(found)
        return known[digest]

    async def keep(self, digest: str, scenario_id: str, version: int, text: str) -> None:
        """Keep a text; when it is there already nothing changes."""
        if digest in self._scope.known.scenarios:
            return
        self._scope.known.scenarios[digest] = text
        self._scope.insert(
            scenarios,
            digest,
            {
                "digest": digest,
                "scenario_id": scenario_id,
                "version": version,
                "text": text,
                "kept_at": self._scope.now,
            },
        )


class Publications:
    """What new conversations begin with. Rows are only ever added."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._last: int | None = None

    async def register(self) -> Register:
        """Everything that was ever published, as this work sees it."""
        published = await self._scope.fetch(_PUBLICATIONS, {})
        self._last = published[-1]["number"] if published else 0
        return _register(await self._scope.fetch(_EDITIONS, {}), published)

    async def add(
        self, scenario_id: str, digest: str, *, by: str, rival: str | None = None, share: int = 0
    ) -> Publication:
        """Publish a kept text.

        The number follows the last one that this work has seen. Should somebody else have taken it
        since, the work runs again and sees what they did: nobody decides on an old register.
        """
        if self._last is None:
            self._last = int(await self._scope.scalar(_NEWEST, {}))
        self._last = number = self._last + 1
        one = Publication(number, scenario_id, digest, self._scope.now, by, rival, share)
        self._scope.insert(
            publications,
            number,
            {
                "number": number,
                "scenario_id": scenario_id,
                "digest": digest,
                "rival": rival,
                "share": share,
                "at": one.at,
                "by": by,
            },
        )
        return one


def newest_publication(connection: Connection) -> int:
    """The number of the last publication, 0 for none: changes whenever something is published."""
    return int(connection.execute(_NEWEST).scalar_one())


def read_register(connection: Connection) -> Register:
    """Everything that was ever published."""
    editions = connection.execute(_EDITIONS).mappings().all()
    return _register(editions, connection.execute(_PUBLICATIONS).mappings().all())


def read_text(connection: Connection, digest: str) -> str | None:
    """The text with that digest."""
    found = connection.execute(_TEXT, {"digest": digest}).scalar()
    return None if found is None else str(found)


def _register(
    editions: Sequence[Mapping[Any, Any]], published: Sequence[Mapping[Any, Any]]
) -> Register:
    return Register(
        {
            row["digest"]: Edition(row["digest"], row["scenario_id"], row["version"])
            for row in editions
        },
        tuple(
            Publication(
                number=row["number"],
                scenario_id=row["scenario_id"],
                digest=row["digest"],
                at=row["at"],
                by=row["by"],
                rival=row["rival"],
                share=row["share"],
            )
            for row in published
        ),
    )
