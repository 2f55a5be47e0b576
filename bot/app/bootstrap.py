"""The composition root: settings → a whole program. All construction, no logic."""

from __future__ import annotations

import os
import uuid
from functools import partial

from aiogram.client.session.base import BaseSession

from bot.app.after_sale import after_sale
from bot.app.after_sale_file import load_after_sale
from bot.app.app import App
from bot.app.cadences import cadence_parts, load_cadences, products_of
from bot.app.calendars import calendars_of
from bot.app.cards import card_router
from bot.app.chances import StoredChances
from bot.app.chores import Chores
from bot.app.cold import cold_router_of
from bot.app.crm.opening import load_accounts, open_crms
from bot.app.database import opened, rollup_of
from bot.app.deliveries import deliveries, files_of
from bot.app.exclusivity import Exclusivity
from bot.app.files import keep_campaigns, load_campaigns, load_funnels, load_scenarios, load_team
from bot.app.forms import form_parts
from bot.app.forms_file import load_forms
from bot.app.grades import stored_grades
from bot.app.mailing import mailing_parts
from bot.app.meetings import meetings_of
from bot.app.operating import operating
from bot.app.page.opening import page_of
from bot.app.partner_file import check_kinds, load_partners
from bot.app.partnering import partners_of
from bot.app.plan_file import load_plan
from bot.app.policies import access_of, operator_of, policy_of, retention_of, terms_of
from bot.app.reporting import Filed, Reporting
from bot.app.rows import InboxRows
from bot.app.settings import Settings, form_secrets
from bot.app.shelving import check_quiz, open_shelf
from bot.app.speaking import speaking
from bot.app.staff import StaffDesks
from bot.app.supplied import supply_parts
from bot.app.touching import Tick
from bot.app.waiting import waiting_touches
from bot.chat.answering import Answering
from bot.chat.apology import Apology
from bot.chat.book import Book
from bot.chat.callbacks import OfferButton
from bot.chat.calls import bot_at
from bot.chat.dispatcher import Dispatcher, build_process
from bot.chat.documents import ConsentDocuments
from bot.chat.exclusivity.handlers import exclusivity_router
from bot.chat.handoff import handoff_router
from bot.chat.intake import Intake
from bot.chat.membership import membership_router
from bot.chat.offers import OfferDesk
from bot.chat.own_data import DataDesk
from bot.chat.own_file import OwnFile
from bot.chat.own_settings import SettingsDesk
from bot.chat.person_taps import taps_router
from bot.chat.personal import personal_router
from bot.chat.presenter import Presenter
from bot.chat.prospects import prospects_router
from bot.chat.sender import Pace
from bot.chat.texts import Texts
from bot.chat.verdict_desk import VerdictDesk
from bot.chat.verdicts import verdicts_router
from dialogs.bot_back import BotBack
from dialogs.service import DialogService
from dialogs.silence import KIND as SILENCE
from dialogs.silence import Silence
from leads.assigning import Assigner
from leads.clock import Clock
from leads.desk import Desk
from leads.handoff import BOT_BACK
from leads.judging import Judging
from leads.offers import Offers
from leads.roster import Roster
from leads.supply.waits import BACK
from leads.talk import Talk
from leads.touch import UNTAKEN
from scheduler.dispatch import Own
from storage.seller_names import seller_names
from storage.unit_of_work import UnitOfWork
from storage.word_filling import fill_words


async def build(
    settings: Settings,
    *,
    clock: Clock,
    session: BaseSession | None = None,
    pace: Pace | None = None,
) -> App:
    """The program for these settings; nothing runs yet. `session` and `pace` are for benchmarks.

    Raises `ScenarioErrors`, OSError or one of `REFUSED`: `bot.app.runtime` tells a person of each.
    """
    scenarios, funnels = load_scenarios(settings.scenarios_dir), load_funnels()
    planned, plan, team = (
        load_accounts(settings.crm_file, funnels),
        load_plan(settings.plan_file),
        load_team(settings.team_file, sales=settings.sales_ids, managers=settings.manager_ids),
    )
    policy = policy_of(
        settings,
        clock.now().year,
        funnels,
        tuple(one.told for one in planned),
        load_cadences(settings.scenarios_dir, scenarios.values()),
        load_after_sale(settings.after_sale_file, products_of(scenarios.values())),
        team,
    )
    assigner, roster = (Assigner(team, policy), Roster(team, policy)) if team else (None, None)
    exclusive = Exclusivity.of(settings, scenarios.values(), policy)
    register, read = (
        load_partners(settings.partners_file, staff={*settings.sales_ids, *settings.manager_ids}),
        load_forms(settings.intake_file, scenarios, settings.quiz, form_secrets()),
    )
    database = await opened(settings, clock)
    owner, locale, texts = (
        f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
        settings.default_language,
        Texts(settings.default_language, zone=settings.zone),
    )
    try:
        access = access_of(settings, register.people, {} if team else await seller_names(database))
        shelf, shelving = await open_shelf(database, scenarios.values(), calendar=policy.calendar)
        check_quiz(settings.quiz, shelf)
        check_kinds(register, shelf.all_current())
        campaigns = {**read.campaigns, **load_campaigns(settings.campaigns_file, shelf)}
        await keep_campaigns(campaigns, database)
    except BaseException:
        await database.close()
        raise
    bot = bot_at(settings.bot_api_url, settings.bot_token.get_secret_value(), session)
    grades = await stored_grades(database, terms_of(settings), clock)
    book = Book(shelf, funnels, grades.grading, exclusive.register, register.names)
    retention, filed, chances = (
        retention_of(settings),
        Filed(campaigns, team, plan, register, access.names),
        StoredChances(database, shelf, shelving, clock),
    )
    supplied = await supply_parts(settings, database, shelf, texts, access, book, clock)
    sales = Desk(policy, funnels, grades.grading, assigner, exclusive.watch)
    met = meetings_of(settings, database, sales.steps, policy, team, texts, clock)
    told = Reporting(settings, database, policy, book, filed, chances, texts, clock)
    said = speaking(
        settings,
        bot,
        database,
        clock,
        owner,
        pace,
        lambda sender, turns: deliveries(
            database,
            sender,
            texts,
            access,
            register,
            book,
            files_of(OwnFile(database, shelf, texts, clock), met, told.rows_by),
            clock,
            locale,
            turns,
        ),
    )
    relay, presenter = said.relay, Presenter(texts, company=settings.company_name)
    documents, offers = ConsentDocuments(texts), Offers(policy)
    partners = partners_of(
        register, database, texts, documents, offers, policy, access, clock, locale
    )
    walked = cadence_parts(settings, policy, database, texts, book, offers, sales, clock)
    after = after_sale(database, policy, sales.steps, texts, documents, book, clock, settings)
    mailing = mailing_parts(settings, database, bot, campaigns, policy, book, texts, access, clock)
    own_touches: dict[str, Own[UnitOfWork]] = {
        SILENCE: Silence(shelf, presenter, policy),
        BACK: supplied.selling.tell,
        **walked.touches,
        **({UNTAKEN: assigner.remind} if assigner else {}),
        **partners.touches,
        **met.touches,
        **waiting_touches(policy, roster, settings.manager_ids, texts, locale),
        **after.touches,
        **mailing.touches,
        **await told.scheduled(access),
        **exclusive.touches(shelf, presenter, partners.offering, grades.grading, assigner),
    }
    crms = await open_crms(planned, met, book, team, bot, owner)
    tick = Tick(
        database,
        relay,
        policy,
        clock,
        owner,
        own_touches,
        mailing.hold(supplied.selling.hold),
        mailing.with_upkeep(shelving),
        crms.relay if crms else None,
        said.due,
    )
    judging = Judging(grades.grading, assigner, partners.offering, exclusive.watch)
    forms = form_parts(read, met, shelf, policy, campaigns, judging, bot, tick.wake)
    service = DialogService(
        database,
        shelf,
        presenter,
        clock,
        policy,
        campaigns,
        quiz=settings.quiz,
        owner=owner,
        wake=tick.wake,
        judging=judging,
    )
    # The service needs the tick, and the tick what the service makes of a touch.
    own_touches[BOT_BACK] = BotBack(Talk(policy), service)
    own_settings = SettingsDesk(
        database, offers, service, texts, documents, clock, policy, company=settings.company_name
    )
    own_data = DataDesk(
        database, offers, partners.offering, shelf, texts, clock, operator_of(settings), retention
    )
    inbox, say, wake = InboxRows(database), relay.deliver_now, tick.wake
    answering = Answering[UnitOfWork](database, say, wake, owner)
    page = page_of(told, settings, database, book, answering, access, texts, clock, wake)
    dispatcher = Dispatcher(
        [
            membership_router(database, clock),
            *partners.routers(answering, wake),
            verdicts_router(
                VerdictDesk(sales, book, texts, clock),
                answering,
                access,
                texts,
                locale=locale,
            ),
            exclusivity_router(
                exclusive.desk(database, book, texts, clock, grades.grading, assigner),
                answering,
                access,
                wake,
                locale=locale,
            ),
            *told.routers(answering, access, wake),
            page.router,
            *met.routers(book, answering, access, wake),
            cold_router_of(met, sales.steps, shelf, service, answering, say, access, bot, wake),
            *operating(met, bot, register, book, service, answering, say, access, wake),
            forms.router(service, say, wake, locale=locale),
            *walked.routers(answering, access, texts, wake, locale=locale),
            card_router(sales, roster, met, said.sender, book, access, wake),
            *after.routers(answering, access, wake),
            taps_router(
                OfferButton,
                OfferDesk(database, offers, texts, documents, clock).answer,
                wake,
            ),
            personal_router(own_settings, own_data, after.birthdays, wake, default_locale=locale),
            *supplied.routers(service, documents, answering, say, default_locale=locale),
            handoff_router(service, say, default_locale=locale),
            mailing.router(wake),
            *StaffDesks(
                settings, database, policy, book, texts, clock, answering, access, wake
            ).routers(
                sales,
                exclusive,
                grades.grading,
                roster,
                service,
                shelf,
                shelving,
            ),
            prospects_router(service, say, campaigns, access, default_locale=locale),
        ]
    )

    intake = Intake(
        inbox,
        build_process(dispatcher, bot, inbox.close),
        apologise=Apology(database, texts, wake, locale=locale),
    )
    chores = Chores(
        database,
        retention,
        clock,
        rollup_of(settings, database),
        (
            grades.measure,
            mailing.stored.keep,
            *told.watches,
            partners.watch,
            after.ask,
            partial(fill_words, database),
        ),
    )
    served, kept = (supplied.supply, forms, page, crms, chores), calendars_of(team, met, owner)
    return App(settings, bot, intake, database, tick, *served, access, texts, kept)
