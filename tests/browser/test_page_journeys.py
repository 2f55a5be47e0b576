"""The page of reports in a real browser: from the bot's button to a lead and back; the doors."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from tests.browser.program import PATIENCE, Hand
from tests.browser.ways import up_to_the_summary

pytestmark = [pytest.mark.browser, pytest.mark.slow]

YEAR = re.compile(r"/r/funnel\?period=12m$")
PHONE = {"width": 390, "height": 844}
IN_BROWSER, IN_TELEGRAM = "Открыть в браузере", "Открыть в Telegram"


def hands(page: Page) -> tuple[Hand, Hand]:
    return Hand(page.get_by_test_id("pane-prospect")), Hand(page.get_by_test_id("pane-manager"))


async def link_of(maria: Hand) -> str:
    """Ask the bot for the page; the address under its button."""
    await maria.say("/page")
    await maria.sees("Отчёты на одной странице")
    button = maria.pane.get_by_test_id("inline-button").filter(has_text=IN_BROWSER).last
    await expect(button).to_be_visible()
    return await button.get_attribute("href") or ""


@asynccontextmanager
async def another_browser(page: Page) -> AsyncIterator[Page]:
    """Somebody else's phone: no cookies of anybody."""
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(viewport=PHONE, locale="ru-RU", has_touch=True)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def opened_page(page: Page, maria: Hand) -> Page:
    """Through the button, the question in the chat, to the first report."""
    await maria.start()
    await link_of(maria)
    async with page.context.expect_page() as fresh:
        await maria.tap(IN_BROWSER)
    reports = await fresh.value
    reports.set_default_timeout(PATIENCE * 1000)
    await reports.get_by_test_id("open").click()
    code = await reports.get_by_test_id("code").inner_text()
    await maria.sees("Открыть страницу отчётов на устройстве")
    await maria.sees(code)
    await maria.tap("Да, это я")
    await expect(reports.get_by_test_id("title")).to_have_text("Воронка")
    return reports


async def test_from_the_button_to_a_lead_and_back(page: Page) -> None:
    anna, maria = hands(page)
    await up_to_the_summary(anna)
    await anna.tap("Всё верно")
    await anna.sees("Чего вы хотите добиться")
    reports = await opened_page(page, maria)
    faults: list[str] = []
    reports.on("pageerror", lambda error: faults.append(str(error)))
    reports.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    steps = reports.get_by_test_id("table-steps").locator("tbody tr")
    await expect(steps.first.locator("td").first).to_have_text("1")

    await reports.get_by_test_id("filter-period").select_option("12m")
    await expect(reports).to_have_url(YEAR)
    await reports.get_by_test_id("filter-temperature").select_option("cold")
    await expect(reports.get_by_test_id("empty")).to_be_visible()
    await reports.go_back()
    await expect(reports).to_have_url(YEAR)
    await expect(steps.first.locator("td").first).to_have_text("1")

    await steps.nth(2).locator("td").first.get_by_role("link").click()
    await expect(reports.get_by_test_id("many")).to_contain_text("Всего 1")
    await reports.get_by_test_id("case").get_by_role("link").click()
    await expect(reports.get_by_test_id("title")).to_contain_text("romashka-opt.ru")
    await expect(reports.locator(".facts").first).to_contain_text("Автоматизация маркетинга")
    await expect(reports.locator(".path")).to_contain_text("Квалифицирован")
    await reports.get_by_test_id("back").click()
    await expect(reports.get_by_test_id("many")).to_be_visible()
    await reports.get_by_test_id("back").click()
    await expect(reports).to_have_url(YEAR)

    await reports.locator("thead a").first.click()
    await expect(reports.locator("#meaning")).to_be_visible()
    await reports.locator("#meaning button").click()
    assert faults == []


async def test_it_follows_what_happens_without_a_reload(page: Page) -> None:
    anna, maria = hands(page)
    reports = await opened_page(page, maria)
    await expect(reports.get_by_test_id("empty")).to_be_visible()
    await reports.evaluate("window.same = true")
    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    steps = reports.get_by_test_id("table-steps").locator("tbody tr")
    await expect(steps.first.locator("td").first).to_have_text("1")
    assert await reports.evaluate("window.same") is True, "the page was never loaded again"
    await maria.say("/page off")
    await maria.sees("Страница закрыта везде")
    await expect(reports.get_by_test_id("why")).to_contain_text("Вход закончился")


async def test_a_link_used_twice_forged_or_forwarded_opens_nothing(page: Page) -> None:
    _, maria = hands(page)
    await maria.start()
    link = await link_of(maria)
    async with another_browser(page) as stranger:
        await stranger.goto(link)
        await stranger.get_by_test_id("open").click()
        await expect(stranger.get_by_test_id("code")).to_be_visible()
        await maria.sees("Открыть страницу отчётов на устройстве")
        await maria.tap("Нет")
        await expect(stranger.get_by_test_id("why")).to_contain_text("браузер чужой")
        for address in (link, link[:-4] + "AAAA"):
            await stranger.goto(address)
            await stranger.get_by_test_id("open").click()
            await expect(stranger.get_by_test_id("why")).to_contain_text("уже не действует")
        await stranger.goto(link.partition("/in/")[0] + "/r/funnel")
        await expect(stranger.get_by_test_id("why")).to_be_visible()


async def test_a_mini_app_needs_no_question(page: Page) -> None:
    _, maria = hands(page)
    await maria.start()
    await link_of(maria)
    async with page.context.expect_page() as fresh:
        await maria.tap(IN_TELEGRAM)
    reports = await fresh.value
    await expect(reports.get_by_test_id("title")).to_have_text("Воронка")
    assert await reports.evaluate("document.documentElement.dataset.theme") == "light"
    assert "tgWebAppData" not in reports.url
