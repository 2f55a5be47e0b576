"""The file of accounts: secrets come from the environment and never stand in it."""

import pytest

from crm_sync.accounts import read_accounts, secret_name
from crm_sync.strict_file import BadCrmFile, Source

GOOD = """
accounts:
  main:
    crm: webhook
    mapping: main.yaml
    leads: every
    private: true
    options: {url: "https://erp.example/hook"}
  second:
    crm: memory
    mapping: second.yaml
"""
SECRETS = {"CRM_MAIN_SECRET": "s3cret"}


def test_accounts_with_their_secrets() -> None:
    main, second = read_accounts(Source(GOOD, "crm.yaml"), SECRETS)
    assert main.account.options == {
        "url": "https://erp.example/hook",
        "secret": "s3cret",
        "old_secret": "",
    }
    assert (main.every, main.private, main.mapping) == (True, True, "main.yaml")
    assert (second.every, second.private) == (False, False)
    assert "s3cret" not in repr(main)
    assert secret_name("main", "secret") == "CRM_MAIN_SECRET"


@pytest.mark.parametrize(
    ("was", "now", "secrets", "told"),
    [
        ("", "", {}, "crm.yaml:8: accounts.main.options: set CRM_MAIN_SECRET"),
        ("webhook", "webhok", SECRETS, "did you mean 'webhook'?"),
        ("{url:", "{secret: x, url:", SECRETS, "a secret stands in the environment"),
        ("{url:", "{adress: x, url:", SECRETS, "there is no 'adress'"),
        ('{url: "https://erp.example/hook"}', "{}", SECRETS, "url is missing"),
        ("  second:", "  Second-1:", SECRETS, "small letters"),
        ("private: true", "private: maybe", SECRETS, "private"),
        ("mapping: second.yaml", "map: second.yaml", SECRETS, "mapping"),
    ],
)
def test_mistakes_are_told(was: str, now: str, secrets: dict[str, str], told: str) -> None:
    with pytest.raises(BadCrmFile) as caught:
        read_accounts(Source(GOOD.replace(was, now, 1) if was else GOOD, "crm.yaml"), secrets)
    assert told in str(caught.value)
