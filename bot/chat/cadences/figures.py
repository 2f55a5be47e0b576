"""/cadences: what came of cadences, and what holds decisions up, in words for managers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import wording
from bot.chat.texts import Texts
from dialogs.scenario import Text
from leads.cadences.cadence import Cadences
from reports.cadences import CadenceReader, CadenceReport, cadence_report

DAYS = 90


class CadenceFigures:
    """The report of the last `DAYS` days, as a text."""

    def __init__(self, reader: CadenceReader, cadences: Cadences, texts: Texts) -> None:
        self._reader = reader
        self._cadences = cadences
        self._texts = texts

    async def text(self, locale: str) -> str:
        """The report in that language."""
        report = cadence_report(await self._reader.told(DAYS))
        names = sorted({one.cadence for one in report.wordings} | set(report.answers))
        return self._texts.render(
            "cadences",
            locale,
            days=DAYS,
            cadences=[self._cadence(name, report, locale) for name in names],
            sides=[
                {
                    "stage": one.stage,
                    "person": _counts(one.person),
                    "seller": _counts(one.seller),
                    "agreed": one.agreed.part,
                    "both": one.agreed.whole,
                }
                for one in report.sides
            ],
        )

    def _cadence(self, name: str, report: CadenceReport, locale: str) -> dict[str, object]:
        known = self._cadences.by_id.get(name)
        spoken = self._texts.spoken(locale)
        labels = {one.id: Text(one.label).in_(spoken) for one in known.answers} if known else {}
        return {
            "title": Text(known.title).in_(spoken) if known else name,
            "steps": [
                {
                    "step": one.step,
                    "variant": one.variant,
                    "said": one.answered.whole,
                    "answered": one.answered.part,
                    "low": wording.share(one.answered.low, spoken),
                    "high": wording.share(one.answered.high, spoken),
                }
                for one in report.wordings
                if one.cadence == name
            ],
            "answers": [
                {"label": labels.get(answer, answer), "count": count}
                for answer, count in report.answers.get(name, {}).items()
            ],
        }


def _counts(counted: Mapping[str, int]) -> list[dict[str, object]]:
    return [{"reason": reason, "count": count} for reason, count in counted.items()]
