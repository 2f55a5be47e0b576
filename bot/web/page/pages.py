"""The pages behind the doors: a report, the cases behind a figure, a lead. Reads only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.web.page.cookies import Cookies
from bot.web.page.entry import language_of
from bot.web.page.fresh import Fresh
from bot.web.page.ports import Doors, Leads, Stamp, Viewer, Words
from bot.web.page.query import PRESETS, BadAddress, Query, number, read
from bot.web.page.rendering import LOCALES, Rendering
from bot.web.page.view import Viewing
from reports.source import Behind, Spot

Page = Callable[[web.Request, Viewer, Query], Awaitable[web.StreamResponse]]


class Pages:
    """Handlers of whoever was let in."""

    def __init__(
        self,
        doors: Doors,
        cookies: Cookies,
        rendering: Rendering,
        fresh: Fresh,
        stamp: Stamp,
        words: Words,
        leads: Leads,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        base: str,
    ) -> None:
        self._doors = doors
        self._cookies = cookies
        self._rendering = rendering
        self._fresh = fresh
        self._stamp = stamp
        self._words = words
        self._leads = leads
        self._now = now
        self._zone = zone
        self._base = base
        self._pages: Mapping[str, Page] = {
            "home": self._home,
            "report": self._report,
            "behind": self._behind,
            "lead": self._lead,
            "stamp": self._changed,
        }

    async def handle(self, request: web.Request, page: str) -> web.StreamResponse:
        """The page for whoever may see it; whose rights ended since is out at once."""
        visit = await self._doors.visit(self._cookies.visit(request))
        if visit is not None and visit.waits(self._now()):
            raise web.HTTPSeeOther(self._base + "wait")
        if visit is None or not visit.good(self._now()) or not self._doors.may_see(visit.person):
            locale = visit.locale if visit else language_of(request)
            return self._rendering.page("closed", locale, status=403, why="no_visit")
        viewer = Viewer(visit.person, self._doors.only(visit.person), visit)
        try:
            query = read(request.query, LOCALES).only(viewer.only)
        except BadAddress as error:
            return self._bad(visit.locale, str(error))
        return await self._pages[page](request, viewer, query)

    def _bad(self, locale: str, name: str) -> web.Response:
        """Something in the address means nothing: which part, and what to do."""
        return self._rendering.page("bad", locale, status=400, name=name)

    async def _home(self, _: web.Request, viewer: Viewer, query: Query) -> web.StreamResponse:
        first = next(one for one in self._fresh.sources if self._doors.may_read(viewer.person, one))
        raise web.HTTPSeeOther(f"{self._base}r/{first}{query.text()}")

    async def _changed(self, *_: object) -> web.StreamResponse:
        return web.json_response({"stamp": await self._stamp.now()})

    async def _report(
        self, request: web.Request, viewer: Viewer, query: Query
    ) -> web.StreamResponse:
        name, locale = request.match_info["report"], _locale(viewer, query)
        if name not in self._fresh.sources or not self._doors.may_read(viewer.person, name):
            return self._bad(locale, "report")
        asked, today = query.asked(self._today()), self._today()
        report, stamp = await self._fresh.report(name, asked, today)
        everything = request.query.get("rows") == "all"
        viewing = Viewing(self._words, locale, query, everything=everything)
        return self._rendering.live(
            request,
            stamp,
            "report",
            locale,
            **self._common(viewer, query, locale, f"r/{name}"),
            report=name,
            title=self._words.title(name, locale),
            about=self._words.about(report.about, locale),
            size=report.size,
            left_out=report.left_out,
            few=report.few,
            empty=self._words.empty(name, locale),
            tables=viewing.tables(report) if report.size else [],
            notes=viewing.notes(report),
            meanings=viewing.meanings(report),
            all_rows=f"r/{name}{query.text(rows='all')}",
        )

    async def _behind(
        self, request: web.Request, viewer: Viewer, query: Query
    ) -> web.StreamResponse:
        name, locale = request.match_info["report"], _locale(viewer, query)
        source = self._fresh.sources.get(name)
        if source is None or not self._doors.may_read(viewer.person, name):
            return self._bad(locale, "report")
        place = {part: request.query.get(part, "") for part in ("table", "row", "column")}
        spot = Spot(**place)
        asked = query.asked(self._today())
        report, stamp = await self._fresh.report(name, asked, self._today())
        called = Viewing(self._words, locale, query, everything=True).spot(report, spot)
        found = await source.behind(asked, self._today(), spot) if called else None
        if found is None:
            return self._bad(locale, "spot")
        return self._rendering.live(
            request,
            stamp,
            "behind",
            locale,
            **self._common(viewer, query, locale, f"r/{name}/behind", **place),
            report=name,
            title=called,
            about=[self._words.title(name, locale), *self._words.about(report.about, locale)],
            back=f"r/{name}{query.text()}",
            many=found.many,
            cases=self._cases(found, query, locale),
        )

    def _cases(self, found: Behind, query: Query, locale: str) -> list[Mapping[str, str]]:
        lang = query.lang
        return [
            {
                "name": one.name,
                "at": self._words.moment(one.at, locale),
                "amount": self._words.amount(one),
                "number": str(one.lead or ""),
                "href": f"lead/{one.lead}{Query(lang=lang).text()}" if one.lead else "",
            }
            for one in found.cases
        ]

    async def _lead(self, request: web.Request, viewer: Viewer, query: Query) -> web.StreamResponse:
        lead, locale = number(request.match_info["lead"]), _locale(viewer, query)
        stamp, story = await self._stamp.now(), None
        if lead:
            story = await self._leads.story(lead, viewer, locale)
        if story is None:
            return self._rendering.page("bad", locale, status=404, name="lead")
        return self._rendering.live(
            request,
            stamp,
            "lead",
            locale,
            **self._common(viewer, query, locale, f"lead/{lead}"),
            story=story,
            title=story.title,
        )

    def _common(
        self, viewer: Viewer, query: Query, locale: str, here: str, **more: str
    ) -> dict[str, object]:
        """What every page has: the reports there are, filters, the other language. `more` stands
        in the address of this page alone."""
        chosen = query if viewer.only is None else query.only(None)
        other = next(one for one in LOCALES if one != locale)
        return {
            "here": here,
            "reports": [
                (one, self._words.title(one, locale, short=True), f"r/{one}{query.text()}")
                for one in self._fresh.sources
                if self._doors.may_read(viewer.person, one)
            ],
            "query": chosen,
            "filters": self._words.choices(locale),
            "only": viewer.only,
            "presets": PRESETS,
            "other": (other, f"{here}{replace(query, lang=other).text(**more)}"),
        }

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()


def _locale(viewer: Viewer, query: Query) -> str:
    return query.lang or viewer.visit.locale
