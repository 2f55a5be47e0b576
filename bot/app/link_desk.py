"""What `prequal link` does, on the database of the settings, beside a running bot."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path

from aiogram.exceptions import TelegramAPIError

from bot.app.cadences import products_of
from bot.app.calibration.files import harmless
from bot.app.data_desk import beside
from bot.app.files import load_scenarios
from bot.app.linking import links_of_people
from bot.app.partner_file import load_partners
from bot.app.settings import Settings
from bot.chat.calls import bot_at
from bot.chat.linking.code import CodeFormat, qr_code
from bot.chat.links import Links
from leads.catalogue import Campaign
from leads.clock import Clock, SystemClock
from leads.lead import Temperature
from leads.linking.making import NOT_MADE_YET, Brought, MadeLink, link_of, make_link
from storage.database import Database
from storage.invited import Invited, invited, response
from storage.unit_of_work import UnitOfWork

COLUMNS = ("name", "phone", "email", "role", "company", "link", "came")


class LinkRefused(Exception):
    """Nothing was made; the message says why and what to do."""


class LinkFiles:
    """Links of one bot as texts and files."""

    def __init__(
        self, settings: Settings, database: Database, links: Links, bot: str, clock: Clock
    ) -> None:
        self._settings = settings
        self._database = database
        self._links = links
        self._bot = bot
        self._clock = clock

    async def make(
        self, channel: str, name: str, product: str, quiz: str, code: Path | None, *, cold: bool
    ) -> str:
        """A new link."""
        temperature = Temperature.COLD if cold else Temperature.WARM
        campaign = Campaign(NOT_MADE_YET, channel, name, product or None, temperature, quiz or None)

        self._prove(campaign)
        form_of(code)
        link = MadeLink(campaign, self._clock.now())
        return self._shown(await self._database.run(lambda uow: make_link(uow, link)), code)

    async def of_partner(self, partner_id: str, code: Path | None) -> str:
        """The link of a partner."""
        register = load_partners(self._settings.partners_file, staff=())
        found = register.get(partner_id)
        if found is None:
            known = ", ".join(one.id for one in register.partners) or "nobody"
            raise LinkRefused(f"No partner {partner_id!r}; PARTNERS_FILE names {known}.")
        form_of(code)
        made = await self._database.run(
            lambda uow: link_of(uow, found.id, found.name, self._clock.now(), None)
        )
        return self._shown(made, code)

    async def listing(self) -> str:
        """Every link that was made, a line each."""

        async def work(uow: UnitOfWork) -> list[str]:
            made = [one.campaign for one in await uow.campaigns.made()]
            brought = await uow.campaigns.brought([one.code for one in made])
            return [self._line(one, brought[one.code]) for one in made]

        return "\n".join(await self._database.run(work)) or "No link was made yet."

    def _line(self, campaign: Campaign, brought: Brought) -> str:
        return (
            f"{self._address(campaign.code)}  {campaign.channel}  {campaign.name}: "
            f"opened {brought.visits}, enquiries {brought.enquiries}, "
            f"qualified {brought.qualified}, sales {brought.sales}"
        )

    async def write_code(self, link: str, file: Path) -> str:
        """The code of a link that there is."""

        async def work(uow: UnitOfWork) -> bool:
            return any(one.code == link for one in await uow.campaigns.all())

        if not await self._database.run(work):
            raise LinkRefused(f"There is no link {link!r}. `prequal link list` names them.")
        return self._written(link, file)

    async def invite(self, file: Path, *, every: bool) -> str:
        """A link for everybody of the base, who came or did not."""
        counts = await self._database.read(response)
        keys = self._database.keys
        written = await self._database.read(
            lambda connection: self._write(file, invited(connection, keys), every=every)
        )
        return (
            f"{counts.people:,} people of the base, {counts.came:,} of them came. "
            f"{written:,} links are in {file}."
        )

    def _write(self, file: Path, people: Iterable[Invited], *, every: bool) -> int:
        written = 0
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            table = csv.writer(out)
            table.writerow(COLUMNS)
            for one in people:
                if one.came is None or every:
                    table.writerow(self._row(one))
                    written += 1
        return written

    def _row(self, one: Invited) -> list[object]:
        person = one.person
        words = (person.name, person.phone, person.email, person.role, one.company)
        link = self._address(self._links.parameter(person.id))
        came = one.came.astimezone(self._settings.zone).isoformat("minutes") if one.came else ""
        return [*(harmless(word or "") for word in words), link, came]

    def _prove(self, campaign: Campaign) -> None:
        """What the link offers and opens is there."""
        scenarios = load_scenarios(self._settings.scenarios_dir)
        products = sorted(products_of(scenarios.values()))
        if campaign.product is not None and campaign.product not in products:
            raise LinkRefused(f"No product {campaign.product!r}; there are {', '.join(products)}.")
        if campaign.quiz is not None and campaign.quiz not in scenarios:
            raise LinkRefused(f"No scenario {campaign.quiz!r}; there are {', '.join(scenarios)}.")

    def _shown(self, link: MadeLink, code: Path | None) -> str:
        told = f"{self._address(link.campaign.code)}  {link.campaign.name}"
        return f"{told}\n{self._written(link.campaign.code, code)}" if code else told

    def _written(self, link: str, file: Path) -> str:
        file.write_bytes(qr_code(self._address(link), form_of(file)))
        return f"The QR code is in {file}."

    def _address(self, parameter: str) -> str:
        return f"https://t.me/{self._bot}?start={parameter}"


def form_of(file: Path | None) -> CodeFormat:
    """What a code is written as in that file. Raises `LinkRefused` where it can't be."""
    if file is None:
        return CodeFormat.PNG
    form = file.suffix.lower().removeprefix(".")
    if form not in set(CodeFormat):
        raise LinkRefused(f"{file} is neither .png nor .svg.")
    if not file.parent.is_dir():
        raise LinkRefused(f"There is no folder {file.parent} to write the code to.")
    return CodeFormat(form)


async def with_links(
    settings: Settings, bot: str, act: Callable[[LinkFiles], Awaitable[str]]
) -> str:
    """Do it for the bot of that name, else for that of the token. Raises `LinkRefused`,
    `DatabaseError`."""
    name = bot.removeprefix("@") or await _name_of(settings)
    async with beside(settings) as database:
        links = links_of_people(database.keys)
        return await act(LinkFiles(settings, database, links, name, SystemClock()))


async def _name_of(settings: Settings) -> str:
    token = settings.bot_token.get_secret_value()
    if token:
        asked = bot_at(settings.bot_api_url, token, None)
        try:
            with suppress(TelegramAPIError):
                if name := (await asked.me()).username:
                    return name
        finally:
            await asked.session.close()
    raise LinkRefused("Telegram does not say what the bot is called: name it with --bot.")
