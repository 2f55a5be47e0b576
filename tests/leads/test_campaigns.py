"""Campaigns as data: read completely, or refused with the words that mend them."""

import pytest

from leads.campaigns import BadCampaign, read_campaigns
from leads.catalogue import Campaign
from leads.lead import Temperature


def test_campaigns_are_read_by_their_code() -> None:
    raw = {
        "site-header": {"channel": "site", "name": "Header"},
        "plants": {
            "channel": "email",
            "name": "Letters",
            "product": "crm",
            "temperature": "cold",
            "quiz": "crm-quiz",
        },
    }
    assert read_campaigns(raw) == {
        "site-header": Campaign("site-header", "site", "Header"),
        "plants": Campaign("plants", "email", "Letters", "crm", Temperature.COLD, "crm-quiz"),
    }
    assert read_campaigns(None) == {}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ([], "mapping"),
        ({"a": None}, "needs a channel and a name"),
        ({"a": {"channel": "site"}}, "needs a channel and a name"),
        ({"a": {"channel": "site", "name": "A", "chanel": "x"}}, "no key 'chanel'"),
        ({"a": {"channel": "site", "name": 7}}, "name has to be a text"),
        ({"a": {"channel": "site", "name": "A", "temperature": "hot"}}, "cold, warm"),
        ({"a b": {"channel": "site", "name": "A"}}, "A-Z a-z 0-9"),
    ],
)
def test_what_is_wrong_is_said(raw: object, words: str) -> None:
    with pytest.raises(BadCampaign, match=words):
        read_campaigns(raw)
