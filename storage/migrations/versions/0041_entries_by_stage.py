"""Entries into a stage by when they were: whoever asks for a time names the stages."""

from __future__ import annotations

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Turn the index round."""
    _index("stage", "entered_at")


def downgrade() -> None:
    """And back."""
    _index("entered_at", "stage")


def _index(*columns: str) -> None:
    op.drop_index("ix_lead_stages_entered", "lead_stages")
    op.create_index("ix_lead_stages_entered", "lead_stages", columns)
