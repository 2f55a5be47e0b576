"""Makes every picture of reports anew: `python -m tests.reports.charts.pictures`.

In both themes, for a phone and a desk, in Russian and English, of empty, tiny, ordinary and huge
data, into build/pictures; the four that the documents show also into docs/images.
"""

from __future__ import annotations

from datetime import timedelta, timezone
from itertools import product
from typing import cast

from bot.chat.book import Book
from bot.chat.reports.faces.speech import PictureSpeech
from bot.chat.reports.naming import Naming
from bot.chat.texts import Texts
from dialogs.shelf import Shelf
from leads.exclusivity.register import Exclusives
from leads.grading.grading import Grading
from reports.charts.board.inks import Theme
from reports.charts.drawing import picture
from reports.charts.page import DESK, PHONE
from tests.available import ROOT
from tests.reports.charts.samples import MADE, REPORTS, SIZES

EVERY = ROOT / "build" / "pictures"
IMAGES = ROOT / "docs" / "images"
SHOWN = {
    "funnel-ordinary-light-phone-ru": "report-funnel",
    "cohorts-ordinary-dark-phone-ru": "report-cohorts",
    "abc-ordinary-light-phone-ru": "report-abc",
    "avg_cheque-ordinary-dark-phone-ru": "report-cheque",
}
WIDTHS = {"phone": PHONE, "desk": DESK}


def spoken(locale: str) -> PictureSpeech:
    """The words of the shipped bot."""
    texts = Texts("ru", zone=timezone(timedelta(hours=3)))
    return PictureSpeech(texts, Naming(texts, Goods(), {}), locale)


class Goods(Book):
    """A book of nothing but the products of the samples."""

    def __init__(self) -> None:
        super().__init__(Shelf(), {}, cast(Grading, None), Exclusives(), {})

    def product(self, product: str, locale: str) -> str:
        """What it is called."""
        return {"seo": "SEO"}.get(product, product)


def main() -> None:
    """Write all of them."""
    EVERY.mkdir(parents=True, exist_ok=True)
    for locale in ("ru", "en"):
        words = spoken(locale)
        for (id_, made), size, theme, (name, width) in product(
            REPORTS.items(), SIZES, Theme, WIDTHS.items()
        ):
            file = picture(made(size), words, MADE, theme=theme, width=width)
            called = f"{id_}-{size}-{theme.value}-{name}-{locale}"
            (EVERY / f"{called}.png").write_bytes(file)
            if called in SHOWN:
                (IMAGES / f"{SHOWN[called]}.png").write_bytes(file)


if __name__ == "__main__":
    main()
