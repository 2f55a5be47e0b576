"""The file of accounts: which CRMs there are, where, and what they are told. Secrets aren't in it.

A secret of the account `main` stands in the environment as `CRM_MAIN_<OPTION>`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from crm_sync.adapters import ADAPTERS, adapter_class
from crm_sync.contract import Account
from crm_sync.mapping.plan import Plan
from crm_sync.strict_file import Id, Place, Source, Strict, unknown_word

NAME = re.compile(r"[a-z][a-z0-9]{0,19}")


class _Account(Strict):
    crm: str
    mapping: str
    leads: Literal["qualified", "every"] = "qualified"
    private: bool = False
    options: dict[str, Id] = Field(default_factory=dict)


class _File(Strict):
    accounts: dict[str, _Account]


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account as the file tells it. `mapping` is a path, from the file's folder on.

    With `every` lead, not only those that sales see are told; `private` lets its address lie
    inside our own network.
    """

    account: Account
    mapping: str
    every: bool
    private: bool

    def with_keys(self, plan: Plan) -> Account:
        """The account with the fields that hold our key."""
        return Account(self.account.name, self.account.crm, self.account.options, plan.keys)


def secret_name(account: str, option: str) -> str:
    """The environment variable of a secret."""
    return f"CRM_{account}_{option}".upper()


def read_accounts(source: Source, secrets: Mapping[str, str]) -> tuple[AccountEntry, ...]:
    """The accounts, with their secrets from the environment. Raises `BadCrmFile`."""
    file = source.read(_File)
    wrong: list[tuple[Place, str]] = []
    for name, one in file.accounts.items():
        place: Place = ("accounts", name)
        if not NAME.fullmatch(name):
            wrong.append((place, "a name has 1 to 20 small letters and digits, a letter first"))
        elif one.crm not in ADAPTERS:
            wrong.append(((*place, "crm"), unknown_word(one.crm, list(ADAPTERS))))
        else:
            wrong += _wrong_options(name, one, secrets)
    source.refuse(wrong)
    return tuple(_entry(name, one, secrets) for name, one in file.accounts.items())


def _wrong_options(name: str, one: _Account, secrets: Mapping[str, str]) -> list[tuple[Place, str]]:
    place: Place = ("accounts", name, "options")
    options = {option.name: option for option in adapter_class(one.crm).options}
    wrong: list[tuple[Place, str]] = []
    for given in one.options:
        if given not in options:
            wrong.append(((*place, given), unknown_word(given, list(options))))
        elif options[given].secret:
            variable = secret_name(name, given)
            wrong.append(((*place, given), f"a secret stands in the environment, as {variable}"))
    for option in options.values():
        if not option.required:
            continue
        variable = secret_name(name, option.name)
        if option.secret and not secrets.get(variable):
            wrong.append((place, f"set {variable}: {option.meaning}"))
        elif not option.secret and option.name not in one.options:
            wrong.append((place, f"{option.name} is missing: {option.meaning}"))
    return wrong


def _entry(name: str, one: _Account, secrets: Mapping[str, str]) -> AccountEntry:
    options = {}
    for option in adapter_class(one.crm).options:
        found = secrets if option.secret else one.options
        key = secret_name(name, option.name) if option.secret else option.name
        options[option.name] = found.get(key) or option.default
    account = Account(name, one.crm, options)
    return AccountEntry(account, one.mapping, one.leads == "every", one.private)
