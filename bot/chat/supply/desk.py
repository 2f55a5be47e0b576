"""Commands about supply: /season, by which a seller says when a product is sold, and /supply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.chat.answering import AnsweringUnitOfWork
from bot.chat.book import Book
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.supply.availability import Mark, Season, State
from leads.supply.watching import SupplyRecord, Watching, WatchingUnitOfWork

OFF = frozenset({"off", "нет", "выкл"})
ON = frozenset({"on", "да", "вкл"})


class SeasonUnitOfWork(AnsweringUnitOfWork, WatchingUnitOfWork, Protocol):
    """What a command about supply reads and writes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a seller says: `on` takes back what was said before, else the season; None: off."""

    product: str
    on: bool
    season: Season | None = None


def read_season(args: str, today: date) -> Said | None:
    """`portal 2027-03-01 2027-05-31`, `portal off`, `portal on`; None for anything else, and for
    a season that is over."""
    match args.replace("..", " ").split():
        case [product, word] if word.lower() in OFF | ON:
            return Said(product.lower(), word.lower() in ON)
        case [product, first, last]:
            try:
                season = Season(date.fromisoformat(first), date.fromisoformat(last))
            except ValueError:
                return None
            return Said(product.lower(), False, season) if season.last >= today else None
        case _:
            return None


class SupplyDesk:
    """Answers to the commands, as texts."""

    def __init__(
        self,
        watching: Watching,
        book: Book,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._watching = watching
        self._book = book
        self._texts = texts
        self._clock = clock
        self._zone = zone

    async def season(self, uow: SeasonUnitOfWork, by: int, args: str, locale: str) -> str:
        """Note when a product is sold."""
        now = self._clock.now()
        names = self._names(await uow.supply.record(), locale)
        said = read_season(args, now.astimezone(self._zone).date())
        if said is None or said.product not in names:
            known = [{"id": one, "name": name} for one, name in names.items()]
            asked = said.product if said else ""
            return self._texts.render("season_usage", locale, asked=asked, products=known)
        mark = None if said.on else Mark(said.product, said.season, by, now)
        await self._watching.mark(uow, said.product, mark, now)
        return self._texts.render(
            "season_set",
            locale,
            product=said.product,
            title=names[said.product],
            on=said.on,
            first=said.season.first if said.season else None,
            last=said.season.last if said.season else None,
        )

    async def supply(self, uow: SeasonUnitOfWork, locale: str) -> str:
        """What can't be sold now and who waits, how fresh that is, and whether the source fails."""
        now, record = self._clock.now(), await uow.supply.record()
        supply = self._watching.supply(record)
        rows = []
        for product, name in self._names(record, locale).items():
            here = supply.of(product, now)
            rows.append(
                {
                    "id": product,
                    "name": name,
                    "state": here.state.value,
                    "condition": here.condition.value if here.condition else "",
                    "returns": here.returns,
                    "marked": product in record.marks,
                    "waiting": len(await uow.waits.untold(product)),
                }
            )
        return self._texts.render(
            "supply",
            locale,
            products=sorted(rows, key=lambda row: row["state"] == State.SOLD.value),
            expected=supply.expected,
            read_at=record.read_at,
            stale=supply.is_stale(now),
            failing_since=record.failing_since,
        )

    def _names(self, record: SupplyRecord, locale: str) -> dict[str, str]:
        offered = self._book.products(locale)
        others = sorted({*record.items, *record.marks} - set(offered))
        return {**offered, **{product: product for product in others}}
