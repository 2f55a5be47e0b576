"""Every metric is explained in both languages, and shown somewhere."""

import re
import tomllib
from pathlib import Path

import pytest

import bot.chat
from reports.dictionary import METRICS
from tests.architecture.tree import ROOT

TEMPLATES = Path(bot.chat.__file__).parent / "templates"
NAME = re.compile(r"\b[a-z]\w*\b")


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_every_metric_has_a_name_and_a_formula_in_words(locale: str) -> None:
    texts = tomllib.loads((TEMPLATES / locale / "metrics.toml").read_text(encoding="utf-8"))
    assert texts.keys() == METRICS.keys()
    for told in texts.values():
        assert told.keys() == {"name", "how"}
        assert 0 < len(told["name"]) <= 40
        assert 20 < len(told["how"]) < 400


def test_every_metric_is_shown_somewhere() -> None:
    rooms = ((ROOT / one).rglob("*.py") for one in ("reports", "storage/reports", "bot"))
    code = (one for room in rooms for one in room if one.name != "dictionary.py")
    written = (one.read_text(encoding="utf-8") for one in (*code, *TEMPLATES.rglob("*.j2")))
    assert METRICS.keys() <= {word for text in written for word in NAME.findall(text)}
