"""What staff write after /link → the campaign that they want. Pure.

«выставка Металлообработка 2027 #crm #холодная»: the channel, what it is called, and after # a
product or the temperature.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leads.catalogue import Campaign
from leads.lead import Temperature
from leads.linking.making import NOT_MADE_YET

LONGEST_NAME = 100
TEMPERATURES = {
    "cold": Temperature.COLD,
    "warm": Temperature.WARM,
    "холодная": Temperature.COLD,
    "тёплая": Temperature.WARM,
    "теплая": Temperature.WARM,
}


class Amiss(StrEnum):
    """Why nothing was made."""

    CHANNEL = "channel"  # no channel that we know
    NAME = "name"  # a channel and nothing else
    MARK = "mark"  # after # neither a product nor a temperature


@dataclass(frozen=True, slots=True)
class NotMade:
    """What is amiss, and with which word."""

    amiss: Amiss
    word: str = ""


def wanted(text: str, channels: Mapping[str, str], products: Collection[str]) -> Campaign | NotMade:
    """The campaign, without a code of its own yet. `channels` leads from a word in small letters
    to a channel."""
    channel, *words = text.split() or [""]
    known = channels.get(channel.casefold())
    if known is None:
        return NotMade(Amiss.CHANNEL, channel)
    name = " ".join(one for one in words if not one.startswith("#"))[:LONGEST_NAME]
    if not name:
        return NotMade(Amiss.NAME)
    product, temperature = None, Temperature.WARM
    for mark in (one[1:] for one in words if one.startswith("#")):
        if mark in products:
            product = mark
        elif mark.casefold() in TEMPERATURES:
            temperature = TEMPERATURES[mark.casefold()]
        else:
            return NotMade(Amiss.MARK, mark)
    return Campaign(NOT_MADE_YET, known, name, product, temperature)
