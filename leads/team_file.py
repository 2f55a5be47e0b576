"""The team as data → members, groups and rules. Reading the file is the caller's."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, time

from leads.company import Grade
from leads.team import NEEDS, Away, Member, OwnCalendar, Rule, Team

TOP = ("members", "groups", "rules", "catch_all")
MEMBER = (
    "telegram",
    "name",
    "capacity",
    "products",
    "regions",
    "grades",
    "languages",
    "hours",
    "days",
    "away",
    "link",
    "calendar",
)
CALENDAR = ("url", "user", "secret")
RULE = ("name", "when", "give")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SECRET = re.compile(r"[A-Z0-9][A-Z0-9_]*")
_HOURS = re.compile(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)")


class BadTeam(ValueError):
    """The data describe no team; the message names the place and says what to mend."""


def read_team(raw: object, *, staff: Collection[int], managers: Collection[int]) -> Team:
    """The team from plain data. Members have to be among `staff`; without a `catch_all` the first
    of `managers` gets what nobody else can take. Raises `BadTeam`."""
    top = _table(raw, TOP, "The team")
    found = top.get("members")
    if not isinstance(found, Mapping) or not found:
        raise BadTeam("The team needs members: a mapping from a short name to what they do.")
    members = {str(key): _member(str(key), fields) for key, fields in found.items()}
    _refuse_strangers(members, staff)
    groups = _groups(top.get("groups") or {}, members)
    rules = top.get("rules") or []
    if not isinstance(rules, list):
        raise BadTeam("rules have to be a list, in the order in which they are asked.")
    catch_all = top.get("catch_all")
    if catch_all is not None and str(catch_all) not in members:
        raise BadTeam(f"catch_all names {catch_all!r}, who is not among the members.")
    if catch_all is None and not managers:
        raise BadTeam(
            "Nobody gets what no member can take: set MANAGER_IDS, or catch_all in the team."
        )
    last = members[str(catch_all)].id if catch_all is not None else next(iter(managers))
    return Team(
        members=tuple(members.values()),
        rules=tuple(_rule(number, one, members, groups) for number, one in enumerate(rules, 1)),
        catch_all=last,
    )


def _member(key: str, fields: object) -> Member:
    where = f"Member {key!r}"
    row = _table(fields, MEMBER, where)
    telegram, capacity, name = row.get("telegram"), row.get("capacity", 10), row.get("name", key)
    if type(telegram) is not int or telegram <= 0:
        raise BadTeam(f"{where}: telegram has to be their numeric Telegram id.")
    if type(capacity) is not int or capacity < 1:
        raise BadTeam(f"{where}: capacity is how many open leads they can carry, 1 or more.")
    if not isinstance(name, str) or not name.strip():
        raise BadTeam(f"{where}: name has to be a text.")
    grades = _words(row.get("grades"), f"{where}: grades")
    if strange := sorted(grades - set(Grade)):
        raise BadTeam(f"{where}: no grade {strange[0]!r}; there are {', '.join(Grade)}.")
    return Member(
        id=telegram,
        name=name.strip(),
        capacity=capacity,
        products=_words(row.get("products"), f"{where}: products"),
        regions=_words(row.get("regions"), f"{where}: regions"),
        grades=grades,
        languages=_words(row.get("languages"), f"{where}: languages"),
        hours=_hours(row.get("hours"), where),
        days=_days(row.get("days"), where),
        away=tuple(_away(one, where) for one in _list(row.get("away"), f"{where}: away")),
        link=_link(row.get("link"), where),
        calendar=_calendar(row.get("calendar"), where),
    )


def _refuse_strangers(members: Mapping[str, Member], staff: Collection[int]) -> None:
    seen: dict[int, str] = {}
    for key, member in members.items():
        if member.id in seen:
            raise BadTeam(f"Members {seen[member.id]!r} and {key!r} have the same telegram id.")
        seen[member.id] = key
        if member.id not in staff:
            raise BadTeam(
                f"Member {key!r} ({member.id}) may not take leads: add the id to SALES_IDS."
            )


def _groups(raw: object, members: Mapping[str, Member]) -> Mapping[str, tuple[int, ...]]:
    if not isinstance(raw, Mapping):
        raise BadTeam("groups are a mapping from a group's name to a list of members.")
    groups: dict[str, tuple[int, ...]] = {}
    for key, names in raw.items():
        if str(key) in members:
            raise BadTeam(f"Group {key!r} has the name of a member. Choose another one.")
        groups[str(key)] = _ids(names, members, {}, f"Group {key!r}")
    return groups


def _rule(
    number: int,
    raw: object,
    members: Mapping[str, Member],
    groups: Mapping[str, tuple[int, ...]],
) -> Rule:
    row = _table(raw, RULE, f"Rule {number}")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadTeam(f"Rule {number} needs a name: salespeople read it as the reason.")
    where = f"Rule {name!r}"
    when = row.get("when")
    if not isinstance(when, Mapping) or not when:
        raise BadTeam(f"{where}: when says for which leads, by {', '.join((*NEEDS, 'worth'))}.")
    _refuse_keys(when, (*NEEDS, "worth"), f"{where}: when")
    worth = when.get("worth")
    if worth is not None and (isinstance(worth, bool) or not isinstance(worth, int) or worth < 1):
        raise BadTeam(f"{where}: worth is the least that a lead is worth: 300000, or leave it out.")
    conditions = {
        str(key): _words(value, f"{where}: {key}") for key, value in when.items() if key != "worth"
    }
    if empty := [key for key, values in conditions.items() if not values]:
        raise BadTeam(f"{where}: {empty[0]} names no value.")
    give = _ids(row.get("give"), members, groups, where)
    return Rule(name.strip(), conditions, give, worth)


def _ids(
    raw: object,
    members: Mapping[str, Member],
    groups: Mapping[str, tuple[int, ...]],
    where: str,
) -> tuple[int, ...]:
    found: list[int] = []
    for one in _list(raw, where):
        name = str(one)
        if name in members:
            found.append(members[name].id)
        elif name in groups:
            found += groups[name]
        else:
            raise BadTeam(f"{where}: there is no member or group {name!r}.")
    if not found:
        raise BadTeam(f"{where} needs at least one member.")
    return tuple(dict.fromkeys(found))


def _hours(raw: object, where: str) -> tuple[time, time] | None:
    if raw is None:
        return None
    found = _HOURS.fullmatch(str(raw).strip())
    parts = found.groups() if found else ("", "")
    try:
        start, end = (time.fromisoformat(part.zfill(5)) for part in parts)
    except ValueError as error:
        raise BadTeam(f"{where}: hours look like 10:00-19:00.") from error
    if not start < end:
        raise BadTeam(f"{where}: hours have to begin before they end, on one day.")
    return start, end


def _days(raw: object, where: str) -> frozenset[int] | None:
    if raw is None:
        return None
    days = _words(raw, f"{where}: days")
    if not days or not days <= set(DAYS):
        raise BadTeam(f"{where}: days are some of {', '.join(DAYS)}.")
    return frozenset(DAYS.index(day) for day in days)


def _away(raw: object, where: str) -> Away:
    first, dots, last = str(raw).partition("..")
    try:
        away = Away(date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
    except ValueError as error:
        raise BadTeam(f"{where}: away is 2026-12-30, or 2026-12-30..2027-01-08.") from error
    if dots and away.last is not None and away.last < away.first:
        raise BadTeam(f"{where}: away {raw} ends before it begins.")
    return away


def _link(raw: object, where: str) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str) or not raw.startswith("https://"):
        raise BadTeam(f"{where}: link is the address of their room, https://meet.example/anna.")
    return raw


def _calendar(raw: object, where: str) -> OwnCalendar | None:
    if raw is None:
        return None
    row = _table(raw, CALENDAR, f"{where}: calendar")
    url, user, secret = (str(row.get(name) or "") for name in CALENDAR)
    if not url.startswith(("https://", "http://")) or not user:
        raise BadTeam(f"{where}: calendar needs its url (https://…) and the user who may use it.")
    if not _SECRET.fullmatch(secret):
        raise BadTeam(
            f"{where}: calendar needs a secret of A-Z 0-9 _: with IGOR the password is read from "
            "CALENDAR_IGOR in the environment."
        )
    return OwnCalendar(url, user, secret)


def _table(raw: object, keys: Collection[str], where: str) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise BadTeam(f"{where} has to be a mapping with some of {', '.join(keys)}.")
    _refuse_keys(raw, keys, where)
    return {str(key): value for key, value in raw.items()}


def _refuse_keys(raw: Mapping[object, object], keys: Collection[str], where: str) -> None:
    strange = sorted(str(key) for key in raw if str(key) not in keys)
    if strange:
        raise BadTeam(f"{where}: no key {strange[0]!r}; there are {', '.join(keys)}.")


def _list(raw: object, where: str) -> list[object]:
    if raw is None:
        return []
    each = raw if isinstance(raw, list) else [raw]
    if any(isinstance(one, list | Mapping) for one in each):
        raise BadTeam(f"{where}: give one word or a plain list of them.")
    return each


def _words(raw: object, where: str) -> frozenset[str]:
    return frozenset(str(one) for one in _list(raw, where))
