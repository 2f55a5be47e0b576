"""What `prequal export` does: reports and lists of leads as files, beside a running bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app.after_sale_file import load_after_sale
from bot.app.cadences import load_cadences, products_of
from bot.app.chances import StoredChances
from bot.app.data_desk import beside
from bot.app.exclusivity import Exclusivity
from bot.app.files import load_campaigns, load_funnels, load_scenarios, load_team
from bot.app.grades import present_grading
from bot.app.partner_file import load_partners
from bot.app.plan_file import load_plan
from bot.app.policies import policy_of, terms_of
from bot.app.reporting import Filed, Reporting
from bot.app.settings import Settings
from bot.app.shelving import Shelving
from bot.chat.book import Book
from bot.chat.reports.faces.folder import put
from bot.chat.reports.faces.wanted import Wanted
from bot.chat.texts import Texts, plain
from dialogs.shelf import Shelf
from leads.clock import Clock, SystemClock
from storage.scenarios import read_register
from storage.seller_names import seller_names


class ExportRefused(Exception):
    """Nothing was written; the message says why."""


async def export(settings: Settings, words: str, folder: Path, locale: str) -> Path:
    """Write what `words` ask for (as after /export) into the folder; where it is. `ExportRefused`,
    OSError, `DatabaseError`."""
    clock = SystemClock()
    async with reporting_beside(settings, clock) as reporting:
        said = reporting.desk.export(words, locale)
        if isinstance(said.asked, str):
            raise ExportRefused(plain(said.asked))
        today = clock.now().astimezone(settings.zone).date()
        wanted = Wanted(said.face, said.report, said.asked, today, chat_id=0, locale=locale)
        made = await reporting.faces.made(wanted)
        if made is None:
            raise ExportRefused(f"There is no report {said.report!r}.")
    return put(folder, made.name, made.content)


@asynccontextmanager
async def reporting_beside(settings: Settings, clock: Clock) -> AsyncIterator[Reporting]:
    """The reports of the settings' database, with nothing else of the program. Raises as the start
    of the program does."""
    scenarios, funnels = load_scenarios(settings.scenarios_dir), load_funnels()
    team = load_team(settings.team_file, sales=settings.sales_ids, managers=settings.manager_ids)
    policy = policy_of(
        settings,
        clock.now().year,
        funnels,
        (),
        load_cadences(settings.scenarios_dir, scenarios.values()),
        load_after_sale(settings.after_sale_file, products_of(scenarios.values())),
        team,
    )
    exclusive = Exclusivity.of(settings, scenarios.values(), policy)
    plan = load_plan(settings.plan_file)
    async with beside(settings) as database:
        shelf = Shelf(scenarios.values(), calendar=policy.calendar)
        shelving = Shelving(database, shelf)
        await shelving.take_up(await database.read(read_register))
        grading = await present_grading(database, terms_of(settings), clock)
        campaigns = load_campaigns(settings.campaigns_file, shelf)
        texts = Texts(settings.default_language, zone=settings.zone)
        chances = StoredChances(database, shelf, shelving, clock)
        partners = load_partners(
            settings.partners_file, staff={*settings.sales_ids, *settings.manager_ids}
        )
        book = Book(shelf, funnels, grading, exclusive.register, partners.names)
        names = {} if team else await seller_names(database)
        filed = Filed(campaigns, team, plan, partners, names)
        yield Reporting(settings, database, policy, book, filed, chances, texts, clock)
