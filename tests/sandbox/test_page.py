"""The messenger in a real browser: start, tap, share a contact, move time, phone layout."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox.server import Sandbox
from tests.available import CHROMIUM_ADVICE, find_chromium, missing
from tests.sandbox.acting import HandClock, People

pytestmark = pytest.mark.browser

GROUP = -1000000000001
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    program = find_chromium()
    if program is None:
        missing(CHROMIUM_ADVICE)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        await running.close()


@pytest_asyncio.fixture
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    opened = await browser.new_page(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda line: complaints.append(line.text) if line.type == "error" else None
    )
    await opened.goto(sandbox.url)
    yield opened
    assert complaints == []


async def test_a_conversation(page: Page, bot: Bot, people: People, clock: HandClock) -> None:
    prospect = page.get_by_test_id("pane-prospect")
    sales = page.get_by_test_id("pane-sales")
    await prospect.get_by_test_id("start").click()
    await expect(prospect.get_by_test_id("message")).to_contain_text("/start")
    [start] = await bot.get_updates(timeout=5)

    button = InlineKeyboardButton(text="В CRM", callback_data="crm")
    await bot.send_message(
        1001,
        "<b>Вопрос</b> &lt;script&gt;",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]),
    )
    await expect(prospect.get_by_test_id("message").last).to_contain_text("Вопрос <script>")
    await expect(prospect.locator("strong")).to_have_text("Вопрос")
    await prospect.get_by_test_id("inline-button").get_by_text("В CRM").click()
    [tap] = await bot.get_updates(offset=start.update_id + 1, timeout=5)
    query = tap.callback_query
    assert query is not None
    assert query.data == "crm"
    await bot.answer_callback_query(query.id, "Записал")
    await expect(prospect.get_by_test_id("toast")).to_have_text("Записал")

    await prospect.get_by_test_id("composer").fill("12 тысяч")
    await prospect.get_by_test_id("send").click()
    await expect(prospect.get_by_test_id("message").last).to_contain_text("12 тысяч")

    share = KeyboardButton(text="Мой номер", request_contact=True)
    rows = ReplyKeyboardMarkup(keyboard=[[share]], one_time_keyboard=True, resize_keyboard=True)
    await bot.send_message(1001, "Как с вами связаться?", reply_markup=rows)
    await prospect.get_by_test_id("reply-button").click()
    await prospect.get_by_test_id("confirm-ok").click()
    await expect(prospect.get_by_test_id("message").last).to_contain_text("+79161234567")
    await expect(prospect.get_by_test_id("reply-button")).to_have_count(0)

    await bot.send_message(GROUP, "Карточка")
    await expect(sales.get_by_test_id("message").last).to_contain_text("Карточка")
    await expect(
        page.get_by_test_id("pane-manager").get_by_test_id(f"chat-{GROUP}")
    ).to_contain_text("1")

    before = clock.moment
    await page.get_by_test_id("clock-86400").click()
    await expect(page.get_by_test_id("clock-now")).to_contain_text("25 ноября")
    assert (clock.moment - before).days == 1
    await page.get_by_test_id("language").click()
    await expect(page.get_by_test_id("clock-now")).to_contain_text("25 November")


async def test_topics_of_a_forum(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    group = sandbox.world.chats[GROUP]
    group.forum, group.bot_status = True, "administrator"
    sales = page.get_by_test_id("pane-sales")
    topic = await bot.create_forum_topic(GROUP, "Ромашка")
    await bot.create_forum_topic(GROUP, "Василёк")
    thread = topic.message_thread_id
    await bot.send_message(GROUP, "Карточка Ромашки", message_thread_id=thread)
    await bot.send_message(GROUP, "Общее")
    await expect(sales.get_by_test_id("topics")).to_contain_text("Все темыРомашкаВасилёк")
    await expect(sales.get_by_test_id("message").last).to_contain_text("Общее")
    await sales.get_by_test_id(f"topic-{thread}").click()
    await expect(sales.get_by_test_id("message").last).to_contain_text("Карточка Ромашки")
    await sales.get_by_test_id("composer").fill("Здравствуйте, Анна")
    await sales.get_by_test_id("send").click()
    await expect(sales.get_by_test_id("message").last).to_contain_text("Здравствуйте, Анна")
    said = list(group.messages.values())[-1]
    assert (said["text"], said["message_thread_id"]) == ("Здравствуйте, Анна", thread)


async def test_a_phone_shows_one_pane_at_a_time(browser: Browser, sandbox: Sandbox) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    await page.goto(sandbox.url)
    await expect(page.get_by_test_id("pane-prospect")).to_be_visible()
    await expect(page.get_by_test_id("pane-sales")).to_be_hidden()
    await page.get_by_test_id("tab-sales").click()
    await expect(page.get_by_test_id("pane-sales")).to_be_visible()
    await expect(page.get_by_test_id("pane-prospect")).to_be_hidden()
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert wide is False
