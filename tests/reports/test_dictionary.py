"""Every metric is explained in both languages."""

import tomllib
from pathlib import Path

import pytest

import bot.chat
from reports.dictionary import METRICS

TEMPLATES = Path(bot.chat.__file__).parent / "templates"


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_every_metric_has_a_name_and_a_formula_in_words(locale: str) -> None:
    texts = tomllib.loads((TEMPLATES / locale / "metrics.toml").read_text(encoding="utf-8"))
    assert texts.keys() == METRICS.keys()
    for told in texts.values():
        assert told.keys() == {"name", "how"}
        assert 0 < len(told["name"]) <= 40
        assert 20 < len(told["how"]) < 400
