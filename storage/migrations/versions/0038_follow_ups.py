"""What is said unasked of a deal under way has a purpose of its own, which /stop ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

UNASKED = sa.text(
    "UPDATE touches SET purpose = 'follow_up' WHERE status IN ('open', 'held')"
    " AND audience = 'person' AND purpose = 'service' AND kind IN"
    " ('cadence', 'cadence_invite', 'survey_invite', 'meeting_offer', 'decided')"
)
REFUSED = """
    INSERT INTO consents (id, contact_id, purpose, granted, partner, at, text_version, text_hash,
                          language, source)
    SELECT {id}, contact_id, 'follow_up', {no}, '', at, '', '', language, 'stop'
    FROM (
        SELECT contact_id, MAX(at) AS at, MAX(language) AS language
        FROM (
            SELECT contact_id, purpose, granted, at, language, ROW_NUMBER() OVER (
                PARTITION BY contact_id, purpose ORDER BY at DESC, granted
            ) AS age
            FROM consents WHERE partner = ''
        ) AS said
        WHERE age = 1 AND granted = {no}
            AND purpose IN ('advertising', 'reminder', 'survey', 'service')
        GROUP BY contact_id
        HAVING SUM(CASE WHEN purpose = 'service' THEN 3 ELSE 1 END) >= 3
    ) AS refused
"""
"""Whoever refused all that /stop withdrew, or what was agreed, does not want follow-ups either."""


def upgrade() -> None:
    """Write both anew."""
    op.execute(UNASKED)
    if op.get_bind().dialect.name == "sqlite":
        last = "(SELECT COALESCE(MAX(id), 0) FROM consents)"
        op.execute(REFUSED.format(id=f"{last} + ROW_NUMBER() OVER (ORDER BY contact_id)", no="0"))
    else:
        op.execute(REFUSED.format(id="nextval('consents_numbers')", no="false"))


def downgrade() -> None:
    """Forget the purpose."""
    op.execute(sa.text("DELETE FROM consents WHERE purpose = 'follow_up'"))
    op.execute(sa.text("UPDATE touches SET purpose = 'service' WHERE purpose = 'follow_up'"))
