"""Facts of the cold funnel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOpened(Happened):
    """The person opened the personal link that their salesperson had sent them."""

    kind: ClassVar[str] = "link_opened"
