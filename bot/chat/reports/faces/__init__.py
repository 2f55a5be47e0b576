"""Reports as pictures and files: asked for with a button or a command, sent as outbox rows.

What a start needs of it stands here; everything else is imported with the first report.
"""

from datetime import timedelta

REPORT_FACE = "report_face"
"""The kind of the rows that bring one."""
EXPORT = "export"
"""The kind of the touches that make files by themselves."""
IDLE = timedelta(days=1)
"""How often a touch is looked at whose file nobody wants at present."""
