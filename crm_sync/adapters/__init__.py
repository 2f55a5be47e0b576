"""Adapters, a file or a folder each, and the registry of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from crm_sync.contract import CrmAdapter

ADAPTERS: Mapping[str, str] = {
    "amocrm": "crm_sync.adapters.amocrm.adapter:AmoCrm",
    "bitrix24": "crm_sync.adapters.bitrix24.adapter:Bitrix24Crm",
    "bottlecrm": "crm_sync.adapters.bottlecrm.adapter:BottleCrm",
    "espocrm": "crm_sync.adapters.espocrm.adapter:EspoCrm",
    "hubspot": "crm_sync.adapters.hubspot.adapter:HubSpotCrm",
    "memory": "crm_sync.adapters.memory:MemoryCrm",
    "odoo": "crm_sync.adapters.odoo.adapter:OdooCrm",
    "webhook": "crm_sync.adapters.webhook:WebhookCrm",
}
"""Name in the file of accounts → module and class. Loaded when an account asks for it."""


def adapter_class(name: str) -> type[CrmAdapter]:
    """The adapter of that name; KeyError for one that there is not."""
    module, _, attribute = ADAPTERS[name].partition(":")
    found: type[CrmAdapter] = getattr(import_module(module), attribute)
    return found
