"""A form on a page, its answer, the link, and the chat that goes on: in a real browser."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.program import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_from_the_form_of_a_page_to_the_card(page: Page) -> None:
    await page.goto(f"{page.url}intake/demo")
    await page.get_by_role("textbox", name="Имя").fill("Ольга Лютикова")
    await page.get_by_label("Телефон").fill("91")
    await page.get_by_role("textbox", name="Компания").fill("ООО «Лютик»")
    await page.get_by_label("Кому вы продаёте").select_option("b2b")
    await page.get_by_label("Задача").select_option("automation")
    await page.get_by_role("textbox", name="Бюджет в месяц").fill("150 тысяч")
    await page.get_by_role("button", name="Отправить").click()
    await expect(page.get_by_role("status")).to_contain_text("отмеченные поля")
    await expect(page.get_by_label("Телефон")).to_be_focused()
    await expect(page.get_by_text("Не похоже на номер телефона")).to_be_visible()
    await page.get_by_label("Телефон").fill("8 916 765-43-21")
    await page.get_by_label("Согласен").check()
    await page.get_by_role("button", name="Отправить").click()
    answer = page.get_by_role("status")
    await expect(answer).to_contain_text("Спасибо, заявка у нас!")
    await expect(answer).to_be_focused()
    link = await page.get_by_role("link", name="Продолжить в Telegram").get_attribute("href")
    assert link is not None

    await page.goto(link)
    anna = Hand(page.get_by_test_id("pane-prospect"))
    await anna.sees("Ваша заявка с сайта здесь")
    await anna.answer("адрес вашего сайта", say="lutik.example")
    await anna.answer("Сколько визитов", say="12 тысяч")
    await anna.answer("Когда хотите начать", tap="В этом квартале")
    await anna.answer("какова ваша роль", tap="Принимаю решение")
    await anna.answer("Проверьте, пожалуйста", tap="Всё верно")
    igor = Hand(page.get_by_test_id("pane-sales"))
    card = igor.messages.filter(has_text="Лид № 1").or_(igor.messages.filter(has_text="лид № 1"))
    await expect(card).to_be_visible()
    for told in ("Сайт → Ссылка из ответа", "Лютик", "+79167654321", "150 000 ₽"):
        await expect(card).to_contain_text(told)
    maria = Hand(page.get_by_test_id("pane-manager"))
    await maria.start()
    await maria.say("/lead 1")
    await maria.sees("Отправил(а) форму на сайте")
    await maria.sees("Перешёл(а) в чат из формы")


async def test_one_line_makes_a_button_and_a_form(page: Page) -> None:
    await page.goto(f"{page.url}intake/demo-button")
    await page.get_by_role("button", name="Leave a request").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Phone").fill("+44 20 7123 4567")
    await dialog.get_by_label("Need").select_option("crm")
    await dialog.get_by_label("I agree").check()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_role("status")).to_contain_text("Thank you, we have your request!")
    link = dialog.get_by_role("link", name="Continue in Telegram")
    await page.goto(await link.get_attribute("href") or "")
    await Hand(page.get_by_test_id("pane-prospect")).sees("Кому вы продаёте")
