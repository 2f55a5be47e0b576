"""What clients of reports are called: the company, else the person. Erased people have no name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from storage.clients import KINDS, ids_of
from storage.columns import among
from storage.contacts import NAME
from storage.name_words import OWN_NAME
from storage.secrets import KeyRing
from storage.tables import companies, contacts, imported_people

_KINDS: tuple[tuple[Table, ColumnElement[Any], str], ...] = (
    (companies, func.coalesce(companies.c.name, companies.c.domain), ""),
    (contacts, contacts.c.name, NAME),
    (imported_people, imported_people.c.name, OWN_NAME),
)
"""In the order of the remainders that `storage.clients.CLIENT` gives them."""


def client_names(
    connection: Connection, keys: KeyRing, clients: Sequence[int]
) -> Mapping[int, str]:
    """Names by client, as far as there are any."""
    found: dict[int, str] = {}
    for kind, (table, name, place) in enumerate(_KINDS):
        ids = ids_of(clients, kind)
        statement = select(table.c.id, name).where(among(table.c.id, "ids"))
        for number, called in connection.execute(statement, {"ids": ids}) if ids else ():
            plain = keys.open_text(place, called) if place else called
            if plain:
                found[number * KINDS + kind] = plain
    return found
