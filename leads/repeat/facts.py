"""What happened with later purchases. What it causes is `leads.repeat.planning`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened
from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatDue(Happened):
    """A lead was opened for the next purchase of a client of `owner` ("" for nobody's).

    `why` is rhythm or season; `days` is how often the client buys, as `orders` purchases tell, and
    `day` (ISO) when the purchase is expected or the season begins. `offer` is the product to be
    offered beside, "" for none, `offer_why` the reason by locale.
    """

    kind: ClassVar[str] = "repeat_due"
    owner: str
    why: str
    day: str
    days: int = 0
    orders: int = 0
    offer: str = ""
    offer_why: Mapping[str, JsonValue]
