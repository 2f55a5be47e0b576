"""The file of what comes after a purchase: read whole, every mistake with its place."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.after_sale_file import load_after_sale
from bot.app.settings import SettingsError
from leads.company import Grade
from leads.repeat.rules import ProductRole
from leads.surveys.survey import Scale

PRODUCTS = ("seo", "portal")
WHOLE = """
surveys: {after: 20d, until: 6w, pause: 120d, review: "https://example.com/r"}
repeat: {ahead: 10d, book: 5w}
products:
  seo: {role: entry, again: 90d, survey: {after: 60d, ask: csi}}
  portal: {role: locomotive, season: 11-15..02-28}
offers:
  - {bought: seo, next: portal, segment: [A, B], why: {ru: растёт, en: it grows}}
"""
WRONG = {
    "products: {seoo: {role: entry}}": ("1:12", "seoo", "seo"),
    "products: {seo: {role: king}}": ("king",),
    "products: {seo: {season: spring}}": ("03-01..05-31",),
    "products: {seo: {season: 02-30..05-31}}": ("03-01..05-31",),
    "products: [seo]": ("mapping",),
    "surveys: {after: 30d, until: 20d}": ("until",),
    "surveys: {ask: feelings}": ("nps or csi",),
    "surveys: {review: example.com}": ("https://",),
    "surveys: {afterwards: 30d}": ("after",),
    "offers:\n  - {bought: seo}": ("2:", "next"),
    "offers:\n  - {bought: seo, next: yacht}": ("yacht",),
    "offers:\n  - {bought: seo, next: portal, segment: D}": ("'D'",),
    "offers:\n  - {bought: seo, next: portal}\n  - {bought: seo, next: portal}": ("3:", "twice"),
}


def test_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    file.write_text(WHOLE, encoding="utf-8")
    rules = load_after_sale(str(file), PRODUCTS)
    seo = rules.surveys.window("seo")
    assert (seo.after, seo.until, seo.scale) == (timedelta(60), timedelta(75), Scale.CSI)
    assert rules.surveys.window("portal").until == timedelta(weeks=6)
    assert rules.surveys.pause == timedelta(120) and rules.surveys.friends == ""
    assert rules.repeat.book == timedelta(weeks=5)
    assert rules.repeat.product("seo").role is ProductRole.ENTRY
    season = rules.repeat.product("portal").season
    assert season is not None and season.begins == (11, 15)
    (offer,) = rules.repeat.offers
    assert offer.segments == {Grade.A, Grade.B} and offer.why["en"] == "it grows"


@pytest.mark.parametrize("text", WRONG)
def test_mistakes_are_told_with_their_place(text: str, tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_after_sale(str(file), PRODUCTS)
    assert all(word in str(caught.value) for word in ("after.yaml:", *WRONG[text]))
