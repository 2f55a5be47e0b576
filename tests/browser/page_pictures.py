"""Makes the pictures of the page of reports anew: `python -m tests.browser.page_pictures`.

The best go to docs/images; each page in both themes, for a phone and a desk, of empty, tiny,
ordinary and huge data goes to build/pages.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.available import CHROMIUM_ADVICE, ROOT, find_chromium
from tests.browser.program import running_browser
from tests.web.served import Served, served

BEST, EVERY = ROOT / "docs" / "images", ROOT / "build" / "pages"
SIZES = {"empty": 0, "tiny": 12, "ordinary": 3000, "huge": 100_000}
SPOT = "table=steps&row=sales&column=stage_reached"
PAGES = {
    "funnel": "r/funnel",
    "channels": "r/channels",
    "managers": "r/managers",
    "cohorts": "r/cohorts?period=12m",
    "ltv": "r/ltv?period=12m",
    "classes": "r/abc",
    "cheque": "r/avg_cheque",
    "behind": f"r/funnel/behind?{SPOT}",
    "lead": "lead/7",
}


@dataclass(frozen=True)
class Look:
    """A screen and a theme."""

    screen: str
    theme: str

    async def page(self, browser: Browser, place: Served, locale: str = "ru") -> Page:
        """A page of that look, let in."""
        phone = self.screen == "phone"
        context = await browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 860},
            device_scale_factor=2 if phone else 1,
            color_scheme="dark" if self.theme == "dark" else "light",
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        await context.add_cookies([await place.cookie(locale)])  # type: ignore[list-item]
        return await context.new_page()


LOOKS = [Look(*one) for one in product(("phone", "desk"), ("light", "dark"))]
CHOSEN = {
    "page-funnel": ("funnel", Look("phone", "light")),
    "page-cohorts": ("cohorts", Look("phone", "dark")),
    "page-ltv": ("ltv", Look("desk", "dark")),
    "page-cheque": ("cheque", Look("desk", "light")),
}


async def main() -> int:
    """Write the pictures; exit status 2 when there is no browser."""
    program = find_chromium()
    if program is None:
        sys.stderr.write(CHROMIUM_ADVICE + "\n")
        return 2
    for folder in (BEST, EVERY):
        folder.mkdir(parents=True, exist_ok=True)
    async with running_browser(program) as browser:
        for size, leads in SIZES.items():
            with tempfile.TemporaryDirectory() as base:
                async with served(Path(base), leads) as place:
                    await _pictures(browser, place, size)
    return 0


async def _pictures(browser: Browser, place: Served, size: str) -> None:
    for look in LOOKS:
        page = await look.page(browser, place)
        for name, path in PAGES.items():
            await _open(page, place, path)
            file = EVERY / f"{name}-{size}-{look.screen}-{look.theme}.png"
            await page.screenshot(path=file, full_page=True, animations="disabled")
        await page.context.close()
    for file_name, (name, look) in CHOSEN.items() if size == "ordinary" else ():
        page = await look.page(browser, place)
        await _open(page, place, PAGES[name])
        await page.screenshot(path=BEST / f"{file_name}.png", animations="disabled")
        await page.context.close()


async def _open(page: Page, place: Served, path: str) -> None:
    """Open a page and wait until it has looked for news once; the time of that is no news."""
    await page.goto(f"{place.url}/reports/{path}")
    checked = page.locator("#checked")
    if await checked.count():
        await expect(checked).not_to_be_empty()
        await checked.evaluate("node => { node.textContent = '12:30'; }")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
