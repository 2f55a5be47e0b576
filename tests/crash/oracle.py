"""What must be true after any number of kills, read from the database and from the screens.

Sending is at least once: a message whose sending a kill cut off from its settling may stand on a
screen twice, and no other may. Everything else is exactly once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import Connection, Table, select

from bot.app.sandbox import SALES_GROUP, SALESPERSON
from dialogs.session import session_from_json, value_to_json
from leads.grading.facts import Lifted
from storage.database import Database
from storage.events import fact_of
from storage.outbox import PAYLOAD
from storage.secrets import KeyRing
from storage.sessions import STATE
from storage.tables import companies, contacts, events, inbox, leads, outbox, sessions, visits
from tests.crash.prospects import BRIEF, QUIZ, Prospect, buttons, screen_of

Rows = Sequence[Mapping[Any, Any]]


@dataclass
class Verdict:
    """`problems` is empty when all is well; the counts are for the record."""

    problems: list[str] = field(default_factory=list)
    lost_updates: int = 0
    in_hand: int = 0
    repeats: int = 0


@dataclass(frozen=True)
class Screens:
    """What Telegram's side knows: messages sent, updates handed over, cards in the group."""

    sent: Counter[tuple[int, str]]
    updates: frozenset[int]
    cards: Counter[int]


async def screens_of(http: ClientSession, url: str) -> Screens:
    """Read the sandbox's journal and the group's screen."""
    sent: Counter[tuple[int, str]] = Counter()
    for entry in await _journal(http, url, kind="call", method="sendMessage"):
        if entry["outcome"]["ok"]:
            sent[int(entry["params"]["chat_id"]), str(entry["params"]["text"])] += 1
    updates = {e["update"]["update_id"] for e in await _journal(http, url, kind="update")}
    cards: Counter[int] = Counter()
    for message in await screen_of(http, url, SALESPERSON, SALES_GROUP):
        about = {int(data.split(":")[1]) for data in buttons(message) if data.startswith("l:")}
        cards.update(about)
    return Screens(sent, frozenset(updates), cards)


async def judge(
    people: Sequence[Prospect], database: Database, keys: KeyRing, screens: Screens, ledger: Path
) -> Verdict:
    """Everything that is wrong, in sentences. The bot has been stopped."""

    def read(connection: Connection) -> dict[str, Rows]:
        def every(table: Table) -> Rows:
            return connection.execute(select(table)).mappings().all()

        tables = (inbox, companies, contacts, leads, sessions, events, outbox, visits)
        return {table.name: every(table) for table in tables}

    rows = await database.read(read)
    verdict = Verdict()
    _judge_inbox(rows["inbox"], screens, verdict)
    _judge_people(people, rows, keys, verdict)
    _judge_outbox(people, rows, keys, screens, _in_hand(ledger), verdict)
    return verdict


def _judge_inbox(rows: Rows, screens: Screens, verdict: Verdict) -> None:
    lost = screens.updates - {row["update_id"] for row in rows}
    verdict.lost_updates = len(lost)
    if lost:
        verdict.problems.append(f"{len(lost)} updates were handed over and never stored")
    for row in rows:
        if row["status"] != "done":
            verdict.problems.append(
                f"update {row['update_id']} is {row['status']}: {row['error'] or 'no error'}"
            )


def _judge_people(
    people: Sequence[Prospect], rows: Mapping[str, Rows], keys: KeyRing, verdict: Verdict
) -> None:
    ids = {row["telegram_id"]: row["id"] for row in rows["contacts"]}
    for person in people:
        contact = ids.get(person.id)
        if not person.finished:
            verdict.problems.append(f"person {person.number} never heard the last words")
        if contact is None:
            verdict.problems.append(f"person {person.number} is unknown")
            continue
        own = {name: [r for r in rows[name] if r["contact_id"] == contact] for name in PERSONAL}
        for problem in _of_one(person, own, keys):
            verdict.problems.append(f"person {person.number} ({person.quiz.id}): {problem}")


PERSONAL = ("leads", "sessions", "events", "visits")


def _of_one(person: Prospect, own: Mapping[str, Rows], keys: KeyRing) -> Iterable[str]:
    for name in ("leads", "visits"):
        if len(own[name]) != 1:
            yield f"{len(own[name])} {name} instead of one"
    recorded = [fact_of(row, keys) for row in own["events"] if row["kind"] == "answer_given"]
    facts = Counter((fact.details()["scenario"], fact.details()["step"]) for fact in recorded)
    for key in facts.keys() | person.said.keys():
        if facts[key] != 1 or key not in person.said:
            yield f"{key} recorded {facts[key]} times, said {int(key in person.said)} times"
    passages = {}
    for row in own["sessions"]:
        session = session_from_json(keys.open_json(STATE, row["state"]))
        if session.scenario_id in passages:
            yield f"two passages through {session.scenario_id}"
        passages[session.scenario_id] = session
    expected = {QUIZ.id: person.quiz.expect}
    if person.is_qualified:
        expected[BRIEF.id] = person.brief.expect
    if (ended := {name: session.outcome for name, session in passages.items()}) != expected:
        yield f"ended {ended} instead of {expected}"
    for (scenario, step), value in person.said.items():
        found = passages[scenario].by_step.get(step) if scenario in passages else None
        if found is None:
            yield f"{scenario}.{step} is not in the session"
        elif step not in ("site", "phone", "email") and value_to_json(found) != value:
            yield f"{scenario}.{step} is {value_to_json(found)!r}, said was {value!r}"


def _judge_outbox(
    people: Sequence[Prospect],
    rows: Mapping[str, Rows],
    keys: KeyRing,
    screens: Screens,
    in_hand: Counter[str],
    verdict: Verdict,
) -> None:
    verdict.in_hand = in_hand.total()
    told: Counter[tuple[int, str]] = Counter()
    allowed: Counter[tuple[int, str]] = Counter()
    cards: dict[int, str] = {}
    for row in rows["outbox"]:
        if row["status"] != "done":
            verdict.problems.append(f"row {row['key']} is {row['status']}: {row['error']}")
        payload: dict[str, Any] = keys.open_json(PAYLOAD, row["payload"])
        if payload["kind"] == "lead_card" and row["key"] == payload["card"]:
            cards[int(payload["lead_id"])] = row["key"]
        elif payload["kind"] == "message" and not ("edits" in payload or "edits_key" in payload):
            about = (int(payload["chat_id"]), str(payload["text"]))
            told[about] += 1
            allowed[about] += in_hand[row["key"]]
    if len({row["key"] for row in rows["outbox"]}) != len(rows["outbox"]):
        verdict.problems.append("a key stands in the outbox twice")
    chats = {person.id for person in people}
    seen = Counter({about: n for about, n in screens.sent.items() if about[0] in chats})
    for about in told.keys() | seen.keys():
        _compare(
            f"{about[1][:60]!r} in {about[0]}", seen[about], told[about], allowed[about], verdict
        )
    sold = _qualified(people, rows) | _lifted(rows, verdict)
    if set(cards) != sold or set(screens.cards) != sold:
        verdict.problems.append(
            f"cards of {sorted(screens.cards)}, rows for {sorted(cards)}, for sales {sorted(sold)}"
        )
    for lead, key in cards.items():
        _compare(f"the card of lead {lead}", screens.cards[lead], 1, in_hand[key], verdict)


def _compare(what: str, seen: int, told: int, allowed: int, verdict: Verdict) -> None:
    verdict.repeats += max(0, seen - told)
    if not told <= seen <= told + allowed:
        verdict.problems.append(
            f"{what} was shown {seen} times instead of {told}; {allowed} sendings were cut off"
        )


def _qualified(people: Sequence[Prospect], rows: Mapping[str, Rows]) -> set[int]:
    wanted = {person.id for person in people if person.is_qualified}
    known = {row["id"] for row in rows["contacts"] if row["telegram_id"] in wanted}
    return {row["id"] for row in rows["leads"] if row["contact_id"] in known}


def _lifted(rows: Mapping[str, Rows], verdict: Verdict) -> set[int]:
    """Leads that sales get for their company's sake: once each, and the company is an A."""
    lifted = Counter(row["lead_id"] for row in rows["events"] if row["kind"] == Lifted.kind)
    grades = {row["id"]: row["grade"] for row in rows["companies"]}
    found = {row["id"] for row in rows["leads"] if row["lifted_at"] is not None}
    worth_it = {row["id"] for row in rows["leads"] if grades.get(row["company_id"]) == "A"}
    if set(lifted) != found or lifted.total() != len(found) or not found <= worth_it:
        verdict.problems.append(f"lifted {sorted(found)}, told {lifted}, of A {sorted(worth_it)}")
    return found


def _in_hand(ledger: Path) -> Counter[str]:
    """How often each row's sending was begun by a life that did not live to settle it."""
    cut_off: Counter[str] = Counter()
    lives: list[set[str]] = []
    for line in ledger.read_text(encoding="utf-8").splitlines():
        what, _, key = line.partition(" ")
        match what:
            case "life":
                lives.append(set())
            case "send":
                lives[-1].add(key)
            case _:
                lives[-1].discard(key)
    for life in lives:
        cut_off.update(life)
    return cut_off


async def _journal(http: ClientSession, url: str, **query: str) -> list[dict[str, Any]]:
    async with http.get(f"{url}/sandbox/journal", params=query) as answer:
        return list((await answer.json())["entries"])
