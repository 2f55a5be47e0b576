"""A link as a QR code, to be printed or shown on a screen."""

from __future__ import annotations

from enum import StrEnum
from io import BytesIO

SCALE = 12
"""Pixels of a module: a stand's poster needs the SVG, a slide or a leaflet has enough with this."""


class CodeFormat(StrEnum):
    """What a code is written as."""

    PNG = "png"
    SVG = "svg"


def qr_code(address: str, form: CodeFormat) -> bytes:
    """The address as a code that still reads with an eighth of it worn off."""
    import segno  # noqa: PLC0415 - hardly ever needed

    written = BytesIO()
    segno.make_qr(address, error="q").save(written, kind=form.value, scale=SCALE, border=4)
    return written.getvalue()
