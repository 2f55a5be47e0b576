"""Campaigns as data → the register of where people come from. Reading the file is the caller's."""

from __future__ import annotations

from collections.abc import Mapping

from leads.catalogue import Campaign
from leads.lead import Temperature

KEYS = ("channel", "name", "product", "temperature", "quiz")


class BadCampaign(ValueError):
    """The data describe no campaigns; the message names the campaign and says what to mend."""


def read_campaigns(raw: object) -> dict[str, Campaign]:
    """Campaigns by their code, from `{code: {channel, name, …}}`. Raises `BadCampaign`."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise BadCampaign("Campaigns are a mapping from a link's code to its channel and name.")
    return {str(code): _campaign(str(code), fields) for code, fields in raw.items()}


def _campaign(code: str, fields: object) -> Campaign:
    if not isinstance(fields, Mapping) or not {"channel", "name"} <= set(fields):
        raise BadCampaign(f"Campaign {code!r} needs a channel and a name.")
    strange = sorted(str(key) for key in set(fields) - set(KEYS))
    if strange:
        raise BadCampaign(f"Campaign {code!r}: no key {strange[0]!r}; there are {', '.join(KEYS)}.")
    for key, value in fields.items():
        if not isinstance(value, str) or not value.strip():
            raise BadCampaign(f"Campaign {code!r}: {key} has to be a text.")
    temperature = fields.get("temperature", Temperature.WARM)
    if temperature not in set(Temperature):
        known = ", ".join(Temperature)
        raise BadCampaign(f"Campaign {code!r}: temperature is one of {known}.")
    try:
        return Campaign(
            code=code,
            channel=fields["channel"],
            name=fields["name"],
            product=fields.get("product"),
            temperature=Temperature(temperature),
            quiz=fields.get("quiz"),
        )
    except ValueError as error:
        raise BadCampaign(f"Campaign {code!r}: {error}.") from error
