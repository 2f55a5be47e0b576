"""A survey after a purchase: one question with a grade, the reason, and the loop. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from leads.clock import require_aware


class Group(StrEnum):
    """What a grade says of the person."""

    DETRACTOR = "detractor"
    PASSIVE = "passive"
    PROMOTER = "promoter"


class Scale(StrEnum):
    """What is asked: whether they would recommend (NPS, 0 to 10) or whether they are content
    (CSI, 1 to 5)."""

    NPS = "nps"
    CSI = "csi"

    @property
    def grades(self) -> range:
        """The grades there are."""
        return range(11) if self is Scale.NPS else range(1, 6)

    def group(self, grade: int) -> Group:
        """Detractors give up to 6 of 10 (3 of 5), promoters 9 or 10 (5); ValueError for others."""
        if grade not in self.grades:
            raise ValueError(f"{grade} is no grade of {self.value}")
        if grade <= (6 if self is Scale.NPS else 3):
            return Group.DETRACTOR
        return Group.PROMOTER if grade >= (9 if self is Scale.NPS else 5) else Group.PASSIVE


@dataclass(frozen=True, slots=True)
class Survey:
    """A question that a person was asked about what they bought on a lead.

    `reason` is in the person's own words. A detractor's loop is open until a member of the staff
    (`closed_by`, Telegram id) says what was `done`. `id` is 0 until storage has allotted one.
    """

    contact_id: int
    lead_id: int
    product: str | None
    scale: Scale
    asked_at: datetime
    grade: int | None = None
    answered_at: datetime | None = None
    reason: str | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None
    done: str | None = None
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(
            asked_at=self.asked_at, answered_at=self.answered_at, closed_at=self.closed_at
        )
        if self.grade is not None and self.grade not in self.scale.grades:
            raise ValueError(f"{self.grade} is no grade of {self.scale.value}")

    @property
    def group(self) -> Group | None:
        """What the grade says; None while there is none."""
        return None if self.grade is None else self.scale.group(self.grade)

    @property
    def is_open(self) -> bool:
        """Somebody is discontent, and nobody has dealt with it."""
        return self.group is Group.DETRACTOR and self.closed_at is None


@dataclass(frozen=True, slots=True)
class Window:
    """When a person is asked: so long `after` a payment, and not later than `until`."""

    after: timedelta = timedelta(days=30)
    until: timedelta = timedelta(days=45)
    scale: Scale = Scale.NPS

    def __post_init__(self) -> None:
        if not timedelta() < self.after < self.until:
            raise ValueError("a survey is asked after the payment, and before the window ends")


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """When whom is asked, by product; nobody twice within `pause`. `review` and `friends` are
    links for promoters, "" for none."""

    usual: Window = Window()
    products: Mapping[str, Window] = field(default_factory=dict)
    pause: timedelta = timedelta(days=90)
    review: str = ""
    friends: str = ""

    def window(self, product: str | None) -> Window:
        """The window of that product."""
        return self.products.get(product or "", self.usual)
