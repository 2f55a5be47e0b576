"""How words of names begin, in columns of their own: by which people and companies are looked up.

Those of people are blind, as their phones are; whoever looks opens the names to be sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, and_, or_

from leads.finding import KEPT, company_words, name_words, stems
from storage.secrets import KeyRing
from storage.tables import companies
from storage.writing import Row

PLACE = "names.word"
OWN_NAME = "imported_people.name"
"""What names of people of an existing base are sealed for."""
COLUMNS = tuple(f"word_{number}" for number in range(1, KEPT + 1))
NO_WORD, NO_BLIND_WORD = "", b""
"""In the first column of a name without any word, so that nobody tries again."""


def words_of_person(keys: KeyRing, name: str | None) -> Row:
    """The columns of a person's name."""
    found = [] if name is None else [keys.index(PLACE, one) for one in stems(name_words(name))]
    return _columns(found, None if name is None else NO_BLIND_WORD)


def words_of_company(name: str | None) -> Row:
    """The columns of a company's name."""
    found = [] if name is None else list(stems(company_words(name)))
    return _columns(found, None if name is None else NO_WORD)


def has_person_words(table: Table, keys: KeyRing, typed: Sequence[str]) -> ColumnElement[bool]:
    """Whether a person's name has words that begin like all of these."""
    return and_(*(_somewhere(table, keys.indexes(PLACE, one)) for one in stems(typed)))


def has_company_words(typed: Sequence[str]) -> ColumnElement[bool]:
    """Whether a company's name does."""
    return and_(*(_somewhere(companies, [one]) for one in stems(typed)))


def _columns(found: Sequence[object], nothing: object) -> Row:
    given = [*found, *[None] * KEPT][:KEPT]
    if not found:
        given[0] = nothing
    return dict(zip(COLUMNS, given, strict=True))


def _somewhere(table: Table, values: Sequence[object]) -> ColumnElement[bool]:
    return or_(*(table.c[name].in_(values) for name in COLUMNS))
