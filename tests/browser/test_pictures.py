"""The two weeks that the pictures of the README show can be played as the scenarios go today."""

from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.browser.cast import play_two_weeks
from tests.browser.program import running_program

pytestmark = pytest.mark.slow


async def test_the_cast_of_the_pictures_plays_its_parts(tmp_path: Path) -> None:
    async with running_program(tmp_path) as url, ClientSession() as http:
        await play_two_weeks(http, url)
