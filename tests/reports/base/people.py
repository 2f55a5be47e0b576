"""Companies, people and where they came from, and people of an older base."""

from __future__ import annotations

from tests.reports.base.making import CHANNELS, SINCE, Making
from tests.reports.base.talking import talked
from tests.reports.base.who import Who

GRADES = {"A": 15, "B": 30, "C": 55}


def people(making: Making, many: int) -> list[Who]:
    """So many of them."""
    rows = making.rows
    companies = [
        rows.add(
            "companies",
            name=None if making.odds(0.05) else f"Компания {number}",
            domain=f"firm{number}.example",
            grade=None if making.odds(0.3) else making.one_of(GRADES),
        )
        for number in range(1, many // 3 + 2)
    ]
    for channel in CHANNELS:
        for number in (1, 2):
            rows.put(
                "campaigns",
                code=f"{channel}{number}",
                channel=channel,
                name=f"{channel} {number}",
                product=None,
                temperature="warm",
            )
    for number in range(1, many // 20 + 2):
        company = making.any(companies) if making.odds(0.3) else None
        rows.add(
            "imported_people", company_id=company, name=f"Человек базы {number}", added_at=SINCE
        )
    return [_person(making, number, companies) for number in range(1, many + 1)]


def _person(making: Making, number: int, companies: list[int]) -> Who:
    first, last = _source(making), _source(making)
    if making.odds(0.7):
        last = first
    company = making.any(companies) if making.odds(0.7) else None
    at = making.moment()
    contact = making.rows.add(
        "contacts",
        telegram_id=1000 + number,
        name=None if making.odds(0.1) else f"Имя {number}",
        phone=f"+7900{number:07}" if making.odds(0.6) else None,
        email=f"person{number}@example.org" if making.odds(0.3) else None,
        language="ru" if making.odds(0.9) else "en",
        company_id=company,
        first_source=list(first),
        last_source=list(last),
        created_at=at,
        blocked_at=making.after(at, 60) if making.odds(0.05) else None,
    )
    for _ in range(1 + (last != first)):
        making.rows.add("visits", contact_id=contact, channel=first[0], campaign=first[1], at=at)
    who = Who(contact, company, *last)
    if making.odds(0.2):
        talked(making, who, None, at, ends=False)
    return who


def _source(making: Making) -> tuple[str, str | None]:
    channel = making.one_of(CHANNELS)
    return channel, None if channel == "direct" else f"{channel}{1 + making.odds(0.5)}"
