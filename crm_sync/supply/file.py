"""Supply from a file: a table in CSV, or a list in YAML. As old as the file is."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from crm_sync.supply.source import Reading, SupplyFailed
from leads.supply.items import BadSupply, read_items

YAML_ENDINGS = frozenset({".yaml", ".yml"})
SEPARATORS = ",;\t"


class SupplyFile:
    """The file at `path`; CSV unless its name ends as YAML's does."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self) -> Reading:
        """The items of the file, with every mistake told by its line."""
        return await asyncio.to_thread(self._read)

    async def aclose(self) -> None:
        """Nothing is open."""

    def _read(self) -> Reading:
        try:
            written = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
            text = _decoded(self._path.read_bytes())
        except OSError as error:
            raise SupplyFailed(f"{self._path}: can't be read ({error.strerror}).") from error
        yaml = self._path.suffix.lower() in YAML_ENDINGS
        try:
            rows = _yaml_rows(text) if yaml else _csv_rows(text)
            return Reading(read_items(rows), written)
        except BadSupply as error:
            raise SupplyFailed(f"{self._path}:\n{error}") from error


def _decoded(raw: bytes) -> str:
    """UTF-8, else the encoding in which a Russian Excel saves."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def _csv_rows(text: str) -> Iterator[tuple[str, object]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    try:
        table = csv.DictReader(io.StringIO(text), delimiter=separator, strict=True)
        names = [name.strip().lower() for name in table.fieldnames or ()]
        if "product" not in names:
            raise BadSupply("line 1: the first line names the columns, one of them is product")
        table.fieldnames = names
        for row in table:
            place = f"line {table.line_num}"
            if None in row:
                raise BadSupply(f"{place}: more cells than columns")
            if any(row.values()):
                yield place, row
    except csv.Error as error:
        raise BadSupply(f"this is no CSV table: {error}") from error


def _yaml_rows(text: str) -> Iterator[tuple[str, object]]:
    try:
        entries = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise BadSupply(f"this is no YAML: {error}") from error
    if not isinstance(entries, list):
        raise BadSupply("expected a list of entries, each beginning with - product:")
    for number, entry in enumerate(entries, start=1):
        yield f"entry {number}", entry
