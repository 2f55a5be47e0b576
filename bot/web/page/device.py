"""What a browser says of itself, such as Chrome, Android. Pure."""

from __future__ import annotations

BROWSERS = (
    ("YaBrowser", "Yandex Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""Marks in the order in which they are looked for: others pretend to be Chrome or Linux too."""


def named(agent: str) -> str:
    """The browser and the system; "?" for what is not known."""
    return f"{_first(BROWSERS, agent)}, {_first(SYSTEMS, agent)}"


def _first(marks: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in marks if mark in agent), "?")
