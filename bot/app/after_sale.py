"""Part of the composition root: what comes after a purchase. All construction, no logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.birthdays import BirthdayDesk, birthdays_router
from bot.chat.book import Book
from bot.chat.callbacks import SurveyButton
from bot.chat.congratulations import Congratulations
from bot.chat.documents import ConsentDocuments
from bot.chat.map_of_offers import OfferMap, map_router
from bot.chat.person_taps import taps_router
from bot.chat.quarterly import Quarterly, quarterly_router
from bot.chat.router import Router
from bot.chat.surveys.person import SurveyDesk
from bot.chat.surveys.staff import StaffSurveys, staff_surveys_router
from bot.chat.surveys.words import SurveyVoice
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.policy import Policy
from leads.repeat.anniversaries import EVE, GREETING, Anniversaries
from leads.repeat.birthdays import BIRTHDAY, BIRTHDAY_EVE
from leads.repeat.congratulating import Birthdays
from leads.repeat.planning import MEASURE, OPEN
from leads.repeat.repeating import Repeating
from leads.steps import Steps
from leads.surveys.planning import ASK, INVITE, LOOP
from leads.surveys.surveying import Surveying
from scheduler.dispatch import Own
from storage.database import Database
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AfterSale:
    """What touches do, and the handlers."""

    touches: Mapping[str, Own[UnitOfWork]]
    person: SurveyDesk
    staff: StaffSurveys
    offers: OfferMap
    quarterly: Quarterly
    birthdays: BirthdayDesk
    texts: Texts
    locale: str

    async def ask(self) -> None:
        """Every night: the questions of the quarter to salespeople, once."""
        await self.quarterly.ask()

    def routers(
        self, answering: Answering[UnitOfWork], access: Access, wake: Callable[[], None]
    ) -> tuple[Router, ...]:
        """The handlers of people's buttons and of staff's commands."""
        return (
            taps_router(SurveyButton, self.person.answer, wake),
            staff_surveys_router(
                self.staff, answering, access, self.texts, default_locale=self.locale
            ),
            birthdays_router(
                self.birthdays, answering, access, self.texts, default_locale=self.locale
            ),
            quarterly_router(self.quarterly, answering, access),
            map_router(self.offers, answering, access, self.texts, default_locale=self.locale),
        )


def after_sale(
    database: Database,
    policy: Policy,
    steps: Steps,
    texts: Texts,
    documents: ConsentDocuments,
    book: Book,
    clock: Clock,
    settings: Settings,
) -> AfterSale:
    """Everything under that policy."""
    locale, company = settings.default_language, settings.company_name
    voice = SurveyVoice(texts, documents, book, policy.surveys)
    surveying, repeating = Surveying(policy, voice), Repeating(policy, steps)
    congratulations = Congratulations(texts, company)
    yearly, birthdays = Anniversaries(policy, congratulations), Birthdays(policy, congratulations)
    touches: dict[str, Own[UnitOfWork]] = {
        INVITE: surveying.invite,
        ASK: surveying.ask,
        LOOP: surveying.remind,
        MEASURE: repeating.measure,
        OPEN: repeating.open,
        EVE: yearly.eve,
        GREETING: yearly.congratulate,
        BIRTHDAY_EVE: birthdays.eve,
        BIRTHDAY: birthdays.congratulate,
    }
    person = SurveyDesk(database, surveying, voice, texts, clock)
    staff = StaffSurveys(surveying, texts, clock)
    offers = OfferMap(policy.repeat, book, texts)
    quarterly = Quarterly(
        database, policy, texts, clock, settings.sales_ids, settings.manager_ids, locale
    )
    told = BirthdayDesk(database, texts, clock, policy)
    return AfterSale(touches, person, staff, offers, quarterly, told, texts, locale)
