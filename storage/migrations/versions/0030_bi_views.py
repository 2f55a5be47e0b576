"""Views for BI tools: every run of migrations ends with them (storage/bi.py), so this one too."""

from __future__ import annotations

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes."""


def downgrade() -> None:
    """Nothing to undo."""
