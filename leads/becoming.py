"""When an enquiry is a lead: the first of the two criteria. The second is the verdict's.

A criterion is data of the funnel (`leads/funnels.yaml`); here is what it means. No words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeadCriterion:
    """An enquiry is a lead from `answered` questions on that hold a value, skipped ones and
    «Не знаю» left out; with `product`, what is needed has to be known as well."""

    answered: int = 2
    product: bool = True

    def met(self, *, answered: int, product: str | None) -> bool:
        """Whether that many answers make a lead."""
        return answered >= self.answered and (product is not None or not self.product)
