"""/metric: what a figure means, in words. The entries are `reports.dictionary`'s."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.chat.texts import Texts, metrics
from reports.dictionary import FEW_CLIENTS, METRICS, Source


class Told(NamedTuple):
    """A metric in words: what it is called and how it is counted."""

    id: str
    name: str
    how: str


class DictionaryDesk:
    """The dictionary as texts."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def told(self, metric: str, locale: str) -> Told:
        """One metric; KeyError for none."""
        found = metrics(self._texts.spoken(locale))[metric]
        return Told(metric, found["name"], found["how"])

    def explain(self, asked: str, locale: str) -> str:
        """One metric by id or name, or the list of them."""
        wanted = asked.casefold().strip()
        every = [self.told(one, locale) for one in METRICS]
        found = [one for one in every if wanted in {one.id, one.name.casefold()}]
        found = found or [one for one in every if wanted and wanted in one.name.casefold()]
        if len(found) != 1:
            groups = _groups(found or every)
            return self._texts.render("metrics", locale, asked=asked, groups=groups)
        (one,) = found
        metric = METRICS[one.id]
        return self._texts.render(
            "metric",
            locale,
            title=one.name,
            how=one.how,
            metric=one.id,
            source=metric.source.value,
            unit=metric.unit.value,
            few=metric.few.value,
            limit=FEW_CLIENTS,
        )


def _groups(metrics: Iterable[Told]) -> list[dict[str, object]]:
    """Their names by what they are counted from."""
    names: dict[Source, list[str]] = {}
    for one in metrics:
        names.setdefault(METRICS[one.id].source, []).append(one.name)
    return [{"source": source.value, "names": of} for source, of in names.items()]
