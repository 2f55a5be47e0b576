"""Makes the picture of the flagship's report anew: `python -m tests.browser.report_picture`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.app.report.page import report
from dialogs.loader import SHIPPED_SCENARIOS
from tests.available import CHROMIUM_ADVICE, ROOT, find_chromium
from tests.browser.program import running_browser

PICTURE = ROOT / "docs" / "images" / "report.png"
SIZE = (1240, 2120)


async def main() -> int:
    """Write the picture; exit status 2 when there is no browser."""
    program = find_chromium()
    if program is None:
        sys.stderr.write(CHROMIUM_ADVICE + "\n")
        return 2
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(report(SHIPPED_SCENARIOS / "agency-quiz.yaml", "ru"), encoding="utf-8")
        async with running_browser(program) as browser:
            shown = await browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
            await shown.goto(page.as_uri())
            await shown.screenshot(path=PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
