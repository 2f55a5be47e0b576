"""A lead as the page tells it: the same card and history as /lead, whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.book import Book
from bot.chat.cards import Shown, card_values
from bot.chat.history_words import happened
from bot.chat.texts import Texts
from bot.web.page.ports import Event, Fact, Section, Story, Viewer
from dialogs.shown import amount
from leads.clock import Clock
from leads.data_facts import LeadSeen
from leads.lead import Lead
from leads.order import Task
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MOST_SEEN = 10_000


class LeadStories:
    """`bot.web.page.ports.Leads`: keeps, once a visit, that somebody looked at the lead."""

    def __init__(
        self, database: Database, book: Book, texts: Texts, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._database = database
        self._book = book
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._seen: dict[tuple[int, int], None] = {}

    async def story(self, lead: int, viewer: Viewer, locale: str) -> Story | None:
        """The lead; None where there is none or it is somebody else's."""

        async def work(uow: UnitOfWork) -> Story | None:
            now = self._clock.now()
            found = await self._book.look_up(uow, lead, now)
            if found is None:
                return None
            shown, looked_at, history = found
            if viewer.only is not None and looked_at.owner_id != viewer.only:
                return None
            if (viewer.visit.id, lead) not in self._seen:
                await uow.events.add(
                    LeadSeen(
                        at=now, contact_id=looked_at.contact_id, lead_id=lead, by=viewer.person
                    )
                )
            lines = happened(history, self._book.partners, self._texts, self._zone, locale)
            return self._told(
                shown,
                looked_at,
                await uow.tasks.open_of(lead),
                [
                    Event(
                        self._texts.moment(line["at"], locale),
                        self._label(f"history_{line['kind']}", locale, line["kind"]),
                        line["detail"],
                    )
                    for line in lines
                ],
                locale,
            )

        story = await self._database.run(work)
        if story is not None:
            self._seen[viewer.visit.id, lead] = None
            while len(self._seen) > MOST_SEEN:
                del self._seen[next(iter(self._seen))]
        return story

    def _told(
        self,
        shown: Shown,
        lead: Lead,
        tasks: Sequence[Task],
        history: Sequence[Event],
        locale: str,
    ) -> Story:
        card: Mapping[str, Any] = card_values(shown, self._texts, locale)
        gone = shown.card.contact.erased_at is not None
        title = "" if gone else str(card["title"])
        sections = [
            self._section("about", self._about(card, locale), locale),
            self._section("verdict", self._verdict(card, locale), locale),
            self._section("contact", () if gone else self._contact(card), locale),
            self._section("tasks", self._tasks(tasks, locale), locale),
            self._pairs("answers", card["answers"], locale),
            self._pairs("brief", card["brief"], locale),
        ]
        stage = self._label(f"stage_{lead.stage.value}", locale, lead.stage.value)
        since = lead.stage_since or lead.enquired_at
        return Story(
            self._label("story_title", locale).format(lead=lead.id, title=title).rstrip(": "),
            self._since(stage, since, locale),
            [one for one in sections if one.facts],
            history,
        )

    def _since(self, stage: str, since: datetime | None, locale: str) -> str:
        if since is None:
            return stage
        moment = self._texts.moment(since, locale)
        return self._label("story_since", locale).format(stage=stage, moment=moment)

    def _about(self, card: Mapping[str, Any], locale: str) -> Iterable[tuple[str, str]]:
        currency, reason = card["currency"], card["loss_reason"] or card["reject_reason"]
        yield "owner", str(card["owner"] or self._label("story_nobody", locale))
        yield "product", str(card["product"])
        yield "channel", str(card["channel"])
        yield "amount", "" if card["amount"] is None else amount(card["amount"], currency)
        yield "discount", amount(card["discount"], currency) if card["discount"] else ""
        yield "loss", self._label(f"loss_reason_{reason}", locale, str(reason)) if reason else ""

    def _verdict(self, card: Mapping[str, Any], locale: str) -> Iterable[tuple[str, str]]:
        outcome = card["outcome"]
        if not outcome:
            return
        yield "outcome", self._label(f"outcome_{outcome}", locale, outcome)
        yield "fit", str(card["fit"])
        yield "intent", str(card["intent"])
        yield "reason", str(card["reason"])
        yield "points", "\n".join(f"{row['points']:+d} {row['why']}" for row in card["rows"])

    def _contact(self, card: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        yield "name", str(card["contact_name"])
        yield "username", f"@{card['username']}" if card["username"] else ""
        yield "phone", str(card["phone"])
        yield "email", str(card["email"])

    def _tasks(self, tasks: Sequence[Task], locale: str) -> Iterable[tuple[str, str]]:
        for task in tasks:
            due = self._texts.moment(task.due_at, locale)
            yield (
                self._label(f"task_{task.title}", locale, task.title),
                self._label("story_due", locale).format(moment=due),
            )

    def _section(self, name: str, facts: Iterable[tuple[str, str]], locale: str) -> Section:
        """Facts that there are; of a task the label is its own."""
        return Section(
            self._label(f"story_{name}", locale),
            [
                Fact(self._label(f"story_{label}", locale, label), value)
                for label, value in facts
                if value
            ],
        )

    def _pairs(self, name: str, pairs: Sequence[Mapping[str, str]], locale: str) -> Section:
        return Section(
            self._label(f"story_{name}", locale),
            [Fact(one["label"], one["value"]) for one in pairs],
        )

    def _label(self, key: str, locale: str, default: str | None = None) -> str:
        return self._texts.label(key, locale, default)
