"""What managers do about mailings, and sales about their offers: one update, one turn, one answer.

Whom a mailing reaches and what it brought is read beside the writer, before the turn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.chat.access import Access
from bot.chat.mailings.asked import Asked, Change, change_of, moment_of
from bot.chat.mailings.ports import After, Asker, MailingUnitOfWork, Reader, Works
from bot.chat.mailings.screen import Screens, Viewed
from bot.chat.mailings.voice import APPROVE, MailingVoice
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import REPLY_BASIS, Purpose
from leads.mailings.mailing import Mailing, MailingRefused
from leads.mailings.segment import BadFilter, Segment, typed
from leads.policy import Policy
from leads.working_time import is_working, next_working

CHANGES: Mapping[str, Change] = {
    "ask": Mailing.asked,
    "questions": Mailing.toggled_questions,
    "pause": Mailing.paused,
    "resume": Mailing.resumed,
    "stop": Mailing.stopped,
}
"""What a button does with the mailing, where nothing more has to be known."""


class NotThen(ValueError):
    """A mailing does not begin at that moment, but could at `proposed`."""

    def __init__(self, proposed: datetime) -> None:
        super().__init__(str(proposed))
        self.proposed = proposed


class MailingDesk:
    """Mailings by commands and buttons. Who asks may, by now; every method says what a toast would
    say, "" for nothing."""

    def __init__(
        self,
        works: Works,
        reader: Reader,
        screens: Screens,
        voice: MailingVoice,
        texts: Texts,
        policy: Policy,
        access: Access,
        clock: Clock,
    ) -> None:
        self._works = works
        self._reader = reader
        self._screens = screens
        self._voice = voice
        self._texts = texts
        self._policy = policy
        self._access = access
        self._clock = clock

    async def refuse(self, who: Asker) -> None:
        """To whoever may not."""
        await self._reply(who, self._texts.label("managers_only", who.locale))

    async def command(self, who: Asker, asked: Asked) -> None:
        """/mailing: a new one, one as it is, or something about it that is typed."""
        if asked.act == "usage":
            return await self._reply(who, self._texts.render("mailing_usage", who.locale))
        if asked.number is None:
            return await self._begin(who, asked.rest)
        try:
            change = await self._begin_at(asked.rest) if asked.act == "at" else change_of(asked)
        except BadFilter as bad:
            return await self._reply(who, self._unread(bad.about, who.locale))
        except MailingRefused as refused:
            return await self._reply(who, self._refusal(refused, who.locale))
        except NotThen as then:
            text = self._texts.render("mailing_not_then", who.locale, proposed=then.proposed)
            return await self._reply(who, text)
        if said := await self._show(who, asked.number, change):
            await self._reply(who, said)
        return None

    async def tap(self, who: Asker, mailing_id: int, act: str, arg: str) -> str:
        """A manager's button."""
        if act == "how":
            return self._texts.toast(f"mailing_how_{arg}", who.locale, number=mailing_id)
        now = self._clock.now()
        change, after, page = CHANGES.get(act), None, ""
        match act:
            case "filter":
                page = arg
            case "toggle":
                page, _, value = arg.partition("=")
                change = _toggled(page, value)
            case "test":
                change, after = _at(Mailing.tested, now), self._try_on(who)
            case "ask":
                after = self._put_before(who)
            case "start":
                change = _starting(next_working(now, self._policy), await self._last())
            case "pause" | "stop":
                after = _pull_back
            case "delete":
                change = _at(Mailing.to_be_deleted, now)
        return await self._show(who, mailing_id, change, after, page=page)

    async def decide(self, who: Asker, mailing_id: int, act: str) -> str:
        """A salesperson's button under the offer."""
        agreed = act == APPROVE

        async def work(uow: MailingUnitOfWork) -> None:
            mailing = await uow.mailings.get(mailing_id)
            if mailing is None:
                raise MailingRefused("not_found")
            decided = mailing.approved(who.id, who.name) if agreed else mailing.sent_back()
            await uow.mailings.save(decided)
            text = self._voice.offer(decided, "", decided=act, who=who.name)
            await self._say(uow, who, text)
            told = self._voice.decided(decided, act, who.name, f"u{who.update_id}:decided")
            await uow.outbox.add(told)

        try:
            await self._turn(who, work)
        except MailingRefused as refused:
            return self._refusal(refused, who.locale)
        return ""

    async def _begin(self, who: Asker, conditions: str) -> None:
        try:
            segment = typed(conditions, Segment())
        except BadFilter as bad:
            return await self._reply(who, self._unread(bad.about, who.locale))
        now = self._clock.now()
        draft = Mailing(0, created_by=who.id, created_at=now, segment=segment)
        seen = await self._reader.view(draft)

        async def work(uow: MailingUnitOfWork) -> None:
            shown = replace(seen, mailing=await uow.mailings.add(draft))
            await self._screen(uow, who, shown, ())

        await self._turn(who, work)
        return None

    async def _show(
        self,
        who: Asker,
        mailing_id: int,
        change: Change | None = None,
        after: After | None = None,
        *,
        page: str = "",
    ) -> str:
        """Change a mailing and show it, all in one turn; why not, where it can't be changed."""
        try:
            found = await self._reader.find(mailing_id)
            if found is None:
                raise MailingRefused("not_found")
            seen = await self._reader.view(change(found) if change else found)
            there = await self._reader.offered(page) if page else ()

            async def work(uow: MailingUnitOfWork) -> None:
                mailing = await uow.mailings.get(mailing_id)
                if mailing is None:
                    raise MailingRefused("not_found")
                if change is not None:
                    mailing = change(mailing)
                    await uow.mailings.save(mailing)
                if after is not None:
                    await after(uow, mailing)
                shown = replace(seen, mailing=mailing)
                keyboard: Keyboard = ()
                if page:
                    now = self._clock.now()
                    keyboard = self._screens.choices(mailing, page, there, now, who.locale)
                await self._screen(uow, who, shown, keyboard)

            await self._turn(who, work)
        except MailingRefused as refused:
            return self._refusal(refused, who.locale)
        except BadFilter:
            return self._texts.label("mailing_refused_not_found", who.locale)
        return ""

    async def _last(self) -> int:
        return await self._works.run(lambda uow: uow.mailings.greatest())

    async def _begin_at(self, text: str) -> Change:
        """Beginning at a moment that was typed; NotThen unless it is a working one ahead."""
        now = self._clock.now()
        at = moment_of(text, now, self._policy.zone)
        if at is None:
            raise MailingRefused("bad_time")
        if at < now or not is_working(at, self._policy):
            raise NotThen(next_working(max(at, now), self._policy))
        return _starting(at, await self._last())

    def _try_on(self, who: Asker) -> After:
        async def after(uow: MailingUnitOfWork, mailing: Mailing) -> None:
            key = f"u{who.update_id}:trial"
            await uow.outbox.add(self._voice.trial(mailing, who.id, who.name, who.locale, key))

        return after

    def _put_before(self, who: Asker) -> After:
        async def after(uow: MailingUnitOfWork, mailing: Mailing) -> None:
            for chat in self._access.card_chats() or (who.id,):
                key = f"u{who.update_id}:offer"
                await uow.outbox.add(self._voice.put_before(mailing, chat, who.name, key))

        return after

    async def _screen(
        self, uow: MailingUnitOfWork, who: Asker, seen: Viewed, keyboard: Keyboard
    ) -> None:
        text = self._screens.text(seen, self._clock.now(), who.locale)
        await self._say(uow, who, text, keyboard or self._screens.buttons(seen, who.locale))

    async def _say(
        self, uow: MailingUnitOfWork, who: Asker, text: str, keyboard: Keyboard = ()
    ) -> None:
        """The answer: in place of the tapped message, else a new one."""
        message = Outgoing(
            who.chat_id,
            text,
            Purpose.REPLY.value,
            str(REPLY_BASIS),
            keyboard,
            edits=who.tapped,
            thread=who.thread,
        )
        await uow.outbox.add(message.row(f"u{who.update_id}:mailing"))

    async def _reply(self, who: Asker, text: str) -> None:
        await self._turn(who, lambda uow: self._say(uow, who, text))

    async def _turn(
        self, who: Asker, act: Callable[[MailingUnitOfWork], Awaitable[object]]
    ) -> None:
        """One update, one turn; a repeated update changes nothing."""

        async def work(uow: MailingUnitOfWork) -> None:
            if await uow.inbox.claim(who.update_id):
                await act(uow)

        await self._works.run(work, update_ids=(who.update_id,))

    def _unread(self, about: str, locale: str) -> str:
        return self._texts.render("mailing_bad_filter", locale, about=about)

    def _refusal(self, refused: MailingRefused, locale: str) -> str:
        return self._texts.label(f"mailing_refused_{refused.reason}", locale)


def _toggled(name: str, value: str) -> Change:
    return lambda mailing: mailing.aimed(mailing.segment.toggled(name, value))


def _starting(at: datetime, last: int) -> Change:
    return lambda mailing: mailing.started(at, last)


def _at(change: Callable[[Mailing, datetime], Mailing], now: datetime) -> Change:
    return lambda mailing: change(mailing, now)


async def _pull_back(uow: MailingUnitOfWork, mailing: Mailing) -> None:
    await uow.mailings.pull_back(mailing)
