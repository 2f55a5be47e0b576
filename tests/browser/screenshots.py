"""Makes the pictures of the README anew: `python -m tests.browser.screenshots`.

Every picture is the shipped program, played through its own sandbox; nothing is drawn.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from aiohttp import ClientSession
from playwright.async_api import Browser, Page, expect

from tests.available import CHROMIUM_ADVICE, ROOT, find_chromium
from tests.browser.cast import play_two_weeks
from tests.browser.program import Hand, running_browser, running_program

IMAGES = ROOT / "docs" / "images"
DESK = (1600, 1000)
PHONE = (430, 932)
PHONE_SCALE = 2


async def main() -> int:
    """Write the pictures; exit status 2 when there is no browser."""
    program = find_chromium()
    if program is None:
        sys.stderr.write(CHROMIUM_ADVICE + "\n")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_program(Path(folder)) as url,
            running_browser(program) as browser,
            ClientSession() as http,
        ):
            await play_two_weeks(http, url)
            await _pictures(browser, url)
    return 0


async def _pictures(browser: Browser, url: str) -> None:
    desk = await _open(browser, url, DESK, 1)
    anna = Hand(desk.get_by_test_id("pane-prospect"))
    igor = Hand(desk.get_by_test_id("pane-sales"))
    maria = Hand(desk.get_by_test_id("pane-manager"))

    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    await anna.answer("С какой задачей", tap="Автоматизация")
    await anna.answer("адрес вашего сайта", say="romashka-opt.ru")
    await anna.answer("Сколько визитов", say="12 тысяч")
    await anna.sees("бюджет в месяц")
    phone = await _open(browser, url, PHONE, PHONE_SCALE)
    await _read_all(phone)
    await phone.get_by_test_id("tab-prospect").click()
    await _save(phone, "quiz")
    await phone.context.close()

    await anna.answer("бюджет в месяц", say="150 тыс. руб.")
    await anna.answer("Когда хотите начать", tap="В этом квартале")
    await anna.answer("какова ваша роль", tap="Принимаю решение")
    await anna.answer("Проверьте, пожалуйста", tap="Всё верно")
    await anna.sees("Чего вы хотите добиться")
    await igor.sees("romashka-opt.ru")
    await igor.tap("Беру")
    await igor.sees("Взял(а): Игорь Петров")
    await anna.answer(
        "Чего вы хотите добиться",
        say="Дилеры должны заказывать сами: сейчас заявки вбиваем руками",
    )
    await anna.sees("Что уже пробовали")

    await maria.start()
    await maria.say("/lead 4")
    await maria.sees("История")
    await maria.say("/status")
    await maria.sees("Заявки")
    await asyncio.sleep(3)
    await _save(desk, "sandbox")

    phone = await _open(browser, url, PHONE, PHONE_SCALE)
    await _read_all(phone)
    await phone.get_by_test_id("tab-manager").click()
    newest = phone.get_by_test_id("pane-manager").locator(".bubble").last
    await newest.evaluate("bubble => bubble.scrollIntoView({block: 'start'})")
    await _save(phone, "status")


async def _open(browser: Browser, url: str, size: tuple[int, int], scale: float) -> Page:
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        color_scheme="light",
    )
    await page.goto(url)
    await expect(page.get_by_test_id("clock-now")).to_contain_text("20")
    return page


async def _read_all(phone: Page) -> None:
    """Look into every chat once, so that no picture counts unread messages."""
    for role in ("sales", "manager"):
        await phone.get_by_test_id(f"tab-{role}").click()
        for chat in await phone.get_by_test_id(f"pane-{role}").get_by_role("tab").all():
            await chat.click()


async def _save(page: Page, name: str) -> None:
    """Write a picture when toasts and animations have gone."""
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement?.blur()")
    await asyncio.sleep(1.5)
    await page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
