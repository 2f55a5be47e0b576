"""The script for any page, and the pages of the sandbox that show it."""

from functools import cache
from importlib.resources import files


@cache
def page_file(name: str) -> str:
    """The text of a file of this folder."""
    return files("bot.web.intake.page").joinpath(name).read_text("utf-8")
