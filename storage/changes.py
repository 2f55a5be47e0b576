"""What a work has written and not yet sent to the database.

Rows wait here in plain form; what they mean is known to the module of their domain, and how they
are sent to `storage.writing`. A work's changes are merged into its batch only when the work has
succeeded (storage/database.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, Executable, Table

from storage import tables
from storage.rollup.settling import settle
from storage.writing import Row, insert_rows, update_rows

Identity = int | str

PARENTS_FIRST = tuple(tables.metadata.sorted_tables)

FEW = 50
"""Of more orders at once, as an import writes them, the sums are left to `storage.rollup.keeping`:
each part of an import would write those of the same clients anew."""


@dataclass(slots=True)
class Changes:
    """Inserted rows, changed columns of rows by identity, and statements over many rows.

    Within one table the statements over many rows go first, then changes, then new rows, so a
    statement never touches a row that was written after it; the caller applies it to rows that
    still wait here.
    """

    inserted: dict[Table, dict[Identity, Row]] = field(default_factory=dict)
    updated: dict[Table, dict[Identity, Row]] = field(default_factory=dict)
    sweeping: dict[Table, list[tuple[Executable, Row]]] = field(default_factory=dict)

    def insert(self, table: Table, identity: Identity, row: Row) -> None:
        """Add a new row, complete."""
        self.inserted.setdefault(table, {})[identity] = row

    def update(self, table: Table, identity: Identity, row: Row) -> None:
        """Change columns of one row, whether it lies in the database or still waits here."""
        waiting = self.inserted.get(table)
        if waiting is not None and identity in waiting:
            waiting[identity] = {**waiting[identity], **row}
            return
        changed = self.updated.setdefault(table, {})
        before = changed.get(identity)
        changed[identity] = row if before is None else {**before, **row}

    def sweep(self, table: Table, statement: Executable, values: Row) -> None:
        """Run a statement over the rows of a table that lie in the database."""
        self.sweeping.setdefault(table, []).append((statement, values))

    def merge(self, later: Changes) -> None:
        """Take over the changes of a work that succeeded."""
        for table, statements in later.sweeping.items():
            self.sweeping.setdefault(table, []).extend(statements)
        for table, rows in later.updated.items():
            for identity, row in rows.items():
                self.update(table, identity, row)
        for table, rows in later.inserted.items():
            self.inserted.setdefault(table, {}).update(rows)

    def __bool__(self) -> bool:
        return bool(self.inserted or self.updated or self.sweeping)

    def write(self, connection: Connection) -> None:
        """Send everything, parents before children, each table's equal rows together, and the sums
        over a few changed orders; forget it."""
        for table in PARENTS_FIRST:
            for statement, values in self.sweeping.get(table, ()):
                connection.execute(statement, values)
            if changed := self.updated.get(table):
                update_rows(connection, table, changed)
            if new := self.inserted.get(table):
                insert_rows(connection, table, list(new.values()))
        kinds = (self.inserted, self.updated, self.sweeping)
        if 0 < sum(len(kind.get(tables.orders, ())) for kind in kinds) <= FEW:
            settle(connection, FEW)
        self.inserted, self.updated, self.sweeping = {}, {}, {}
