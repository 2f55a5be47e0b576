"""Which column of a table holds what: by a strict file, or by headers that are usual. No rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from crm_sync.strict_file import BadCrmFile, Id, Source, Strict, unknown_word
from leads.importing.rows import Kind

_COMPANY = {
    "inn": "инн inn tax_id",
    "domain": "сайт домен site website domain url",
}
_OF_COMPANY = {
    "company_key": "id_компании код_компании код_контрагента id_контрагента company_id",
    "company": "компания контрагент организация клиент company company_name account customer",
    **_COMPANY,
}
_OF_PERSON = {
    "person_key": "id_контакта код_контакта id_клиента contact_id person_id customer_id",
    "person": "контакт контактное_лицо фио contact contact_name person",
    "phone": "телефон мобильный phone mobile tel",
    "email": "почта эл_почта электронная_почта e_mail email mail",
}
_KEY = "id код номер ид key number no"
_MONEY = {
    "amount": "сумма бюджет стоимость оплачено amount total sum price budget value",
    "currency": "валюта currency",
    "product": "товар продукт услуга номенклатура product item service",
}
USUAL: Mapping[Kind, Mapping[str, frozenset[str]]] = {
    kind: {name: frozenset(words.split()) for name, words in columns.items()}
    for kind, columns in {
        Kind.COMPANIES: {
            "key": f"{_KEY} {_OF_COMPANY['company_key']}",
            "name": f"название наименование имя name title {_OF_COMPANY['company']}",
            "phone": _OF_PERSON["phone"],
            **_COMPANY,
        },
        Kind.CONTACTS: {
            "key": f"{_KEY} {_OF_PERSON['person_key']}",
            "name": f"имя name full_name {_OF_PERSON['person']}",
            "phone": _OF_PERSON["phone"],
            "email": _OF_PERSON["email"],
            "role": "должность роль position role job_title",
            **_OF_COMPANY,
        },
        Kind.DEALS: {
            "key": f"{_KEY} id_сделки номер_сделки deal_id lead_id",
            "title": "название сделка тема title deal name subject",
            "stage": "этап стадия статус этап_сделки stage status",
            "ended": "ended",
            "opened_at": "дата_создания создана создан дата created created_at opened_at date",
            "closed_at": "дата_закрытия закрыта закрыт closed closed_at",
            "loss_reason": "причина_отказа причина_проигрыша loss_reason lost_reason",
            **_MONEY,
            **_OF_COMPANY,
            **_OF_PERSON,
        },
        Kind.ORDERS: {
            "key": f"{_KEY} id_заказа номер_заказа заказ order_id order order_number invoice",
            "paid_at": "дата дата_оплаты оплачен дата_заказа paid_at paid date order_date",
            "discount": "скидка discount",
            **_MONEY,
            **_OF_COMPANY,
            **_OF_PERSON,
        },
    }.items()
}
"""Columns by kind, with the headers by which they are recognised: small letters, `_` for blanks."""

NEEDED: Mapping[Kind, tuple[frozenset[str], ...]] = {
    Kind.COMPANIES: (frozenset({"name", "inn", "domain"}),),
    Kind.CONTACTS: (frozenset({"key", "phone", "email"}),),
    Kind.DEALS: (),
    Kind.ORDERS: (frozenset({"paid_at"}), frozenset({"amount"})),
}
"""Of each of these sets at least one has to be there."""

CUSTOMER = frozenset({"company_key", "company", "inn", "domain", "person_key", "phone", "email"})
LINE, REASON = "prequal_line", "prequal_reason"
"""What a file of wrong rows has besides; read by nobody."""

WON = "won closed_won успешно_реализовано сделка_успешна успешна выиграна оплачена"
LOST = "lost closed_lost закрыто_и_не_реализовано сделка_провалена провалена проиграна"


class _File(Strict):
    kind: Kind
    base: Id = Field(default="base", pattern=r"^[a-z][a-z0-9]{0,19}$")
    columns: dict[str, Id] = Field(default_factory=dict)
    constants: dict[str, Id] = Field(default_factory=dict)
    dates: str = ""
    delimiter: str = Field(default="", max_length=1)
    encoding: str = ""
    won: tuple[Id, ...] = ()
    lost: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """What is read of a table. `headers` leads from our names to the table's; empty, the usual ones
    are looked for. `won` and `lost` are stages, in the form of `plain`."""

    kind: Kind
    base: str = "base"
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dates: str = ""
    delimiter: str = ""
    encoding: str = ""
    won: frozenset[str] = frozenset(WON.split())
    lost: frozenset[str] = frozenset(LOST.split())

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where each of our columns is in that table. `BadCrmFile` says what is missing."""
        places = self._named(header) if self.headers else self._usual(header)
        there = {*places, *self.constants}
        for needed in NEEDED[self.kind]:
            if not needed & there:
                raise BadCrmFile(_lacks(self.kind, needed, header))
        if self.kind in (Kind.DEALS, Kind.ORDERS) and not CUSTOMER & there:
            raise BadCrmFile(_lacks(self.kind, CUSTOMER, header))
        return places

    def _named(self, header: Sequence[str]) -> dict[str, int]:
        wrong = [
            f"columns: {unknown_word(one, header)}"
            for one in self.headers.values()
            if one not in header
        ]
        if wrong:
            raise BadCrmFile("\n".join(wrong))
        return {name: header.index(one) for name, one in self.headers.items()}

    def _usual(self, header: Sequence[str]) -> dict[str, int]:
        """The first column with a usual header; whatever else there is, is left out."""
        places: dict[str, int] = {}
        for number, one in enumerate(map(plain, header)):
            for name, words in USUAL[self.kind].items():
                if one in words and name not in places and number not in places.values():
                    places[name] = number
        return places


def plain(word: str) -> str:
    """A header or a stage as it is compared: small letters, one `_` for whatever parts words."""
    kept = "".join(sign if sign.isalnum() else " " for sign in word.casefold().replace("ё", "е"))
    return "_".join(kept.split())


def read_columns(path: Path) -> Columns:
    """The mapping in that file. `BadCrmFile` with every mistake and its line; OSError."""
    source = Source.of(path)
    file = source.read(_File)
    known = list(USUAL[file.kind])
    wrong: list[tuple[tuple[int | str, ...], str]] = []
    for part, named in (("columns", file.columns), ("constants", file.constants)):
        wrong += [((part, one), unknown_word(one, known)) for one in named if one not in known]
    wrong += [
        (("constants", one), "it is a column already")
        for one in file.constants
        if one in file.columns
    ]
    if file.dates and not _is_form(file.dates):
        wrong.append((("dates",), "this is no form of dates; write one like %d.%m.%Y"))
    source.refuse(wrong)
    standard = Columns(file.kind)
    return Columns(
        kind=file.kind,
        base=file.base,
        headers=file.columns,
        constants=file.constants,
        dates=file.dates,
        delimiter=file.delimiter,
        encoding=file.encoding,
        won=frozenset(map(plain, file.won)) or standard.won,
        lost=frozenset(map(plain, file.lost)) or standard.lost,
    )


def _is_form(dates: str) -> bool:
    """Whether a day that is written so can be read again."""
    day = datetime(2001, 12, 31, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(dates), dates).date() == day.date()  # noqa: DTZ007
    except ValueError:
        return False


def _lacks(kind: Kind, needed: frozenset[str], header: Sequence[str]) -> str:
    usual = USUAL[kind]
    ways = "; ".join(f"{name} ({', '.join(sorted(usual[name]))})" for name in sorted(needed))
    there = ", ".join(repr(one) for one in header)
    return (
        f"{kind.value} need a column for one of: {ways}. The table has {there}."
        " Rename a column, or name them in a mapping, see docs/import.md."
    )
