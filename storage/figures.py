"""Which leads count in figures. Figures themselves are `storage.reports`'."""

from __future__ import annotations

from sqlalchemy import or_

from leads.reasons import RejectReason
from storage.tables import leads

NO_DUPLICATES = or_(
    leads.c.loss_reason.is_(None), leads.c.loss_reason != RejectReason.DUPLICATE.value
)
"""Duplicates, closed in favour of another lead, are counted nowhere."""
