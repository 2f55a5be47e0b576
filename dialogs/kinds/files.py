"""Files, photos, voice messages … and links to them."""

from __future__ import annotations

from dialogs.judged import Given, Judged, Rejection
from dialogs.reading import Reading, read_url
from dialogs.replies import Attached
from dialogs.scenario import Slot
from dialogs.values import Attachment

LINK = "link"
FILE_KINDS = ("document", "photo", "voice", "audio", "video", "video_note", LINK)
"""What a file question may accept; all but the link as Telegram calls it."""
DEFAULT_FILES = ("document", "photo")


def link(given: Given) -> Judged:
    """An address of the file, where that will do; any other text is no file."""
    if LINK in given.slot.accepts:
        reading = read_url(given.text)
        if isinstance(reading, Reading):
            return Attachment(LINK, reading.value)
    return Rejection("file_expected", ",".join(given.slot.accepts))


def attached(slot: Slot, reply: Attached) -> Judged:
    """Something that was sent to a file question."""
    if reply.kind in slot.accepts and reply.file_id:
        return Attachment(reply.kind, reply.file_id, reply.name, reply.message_id)
    return Rejection("wrong_file", ",".join(slot.accepts))
