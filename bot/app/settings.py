"""Settings: the environment (and `.env`) as one frozen, checked value.

Every name here is documented in `.env.example`; a test proves the two equal. Secrets are masked
when printed. Nothing is built here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

CRM_SECRET = re.compile(r"CRM_[A-Z0-9]+_[A-Z0-9_]+")
"""Secrets of CRM accounts: the account and the option (`crm_sync.accounts`)."""
CALENDAR_SECRET = re.compile(r"CALENDAR_[A-Z0-9_]+")
"""Passwords of salespeople's calendars (`leads.team.OwnCalendar`)."""
FORM_SECRET = re.compile(r"FORM_[A-Z0-9_]+")
"""What servers sign the forms with that they send (`bot.app.forms_file`)."""
ENV_ENCODING = "utf-8-sig"
"""UTF-8, with or without the mark that Windows writes before it."""
PUBLIC_PATTERN = r"^$|^https://[^/\s?#]+/?$|^http://(127\.0\.0\.1|localhost)(:\d+)?/?$"
"""People's browsers are reached over https, or on this machine."""
TIME_PATTERN = r"^(([01]\d|2[0-3]):[0-5]\d)?$"
"""09:00, or none."""
TOKEN_PATTERN = r"^$|^\d+:[A-Za-z0-9_-]+$"
REMEDIES = {
    "PUBLIC_URL": "write an address like https://bot.example.com, without a path",
    "MEETING_LINK": "write an address that begins with https://",
    "HOLIDAYS": "write a country's code like RU, or nothing",
    "POTENTIAL_CURRENCY": "write a currency's code like RUB",
    "DIGEST_WEEK_AT": "write a time like 09:00, or nothing",
    "DIGEST_DAY_AT": "write a time like 09:00, or nothing",
    "SALES_IDS": "write Telegram ids, which are numbers, separated by commas",
    "MANAGER_IDS": "write Telegram ids, which are numbers, separated by commas",
    "SALES_CHAT_ID": "write the chat's id, which is a number like -1001234567890",
    "DAYS_OFF": "write days like 2026-12-30, separated by commas",
    "DAYS_WORKED": "write days like 2026-12-30, separated by commas",
    "WORKING_HOURS_START": "write a time like 09:00",
    "WORKING_HOURS_END": "write a time like 19:00",
    "QUIET_HOURS_START": "write a time like 21:00",
    "QUIET_HOURS_END": "write a time like 09:00",
}
"""What to do where the reason alone does not say it."""


class SettingsError(ValueError):
    """A setting is unknown or wrong; the message names it and says what to do."""


class Settings(BaseModel):
    """All settings. Names in the environment are these in upper case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = Field("https://api.telegram.org", min_length=1)
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    public_url: str = Field("", pattern=PUBLIC_PATTERN)
    trusted_proxies: int = Field(0, ge=0)
    sandbox_port: int = Field(8081, ge=0, le=65535)
    database_url: str = "sqlite+aiosqlite:///var/prequal.db"
    sqlite_synchronous: Literal["FULL", "NORMAL"] = "FULL"
    encryption_key_file: Path = Path("var/prequal.key")
    scenarios_dir: str = ""
    quiz: str = "agency-quiz"
    campaigns_file: str = ""
    team_file: str = ""
    supply_file: str = ""
    supply_url: str = ""
    supply_key: SecretStr = SecretStr("")
    supply_1c_url: str = ""
    supply_1c_user: str = ""
    supply_1c_password: SecretStr = SecretStr("")
    supply_1c_articles: str = ""
    supply_1c_register: str = "ТоварыНаСкладах"
    supply_1c_stock: str = "ВНаличии"
    supply_1c_reserved: str = ""
    supply_every_minutes: int = Field(10, ge=1, le=24 * 60)
    supply_stale_hours: int = Field(24, ge=1, le=30 * 24)
    supply_chat_id: int = 0
    intake_file: str = ""
    partners_file: str = ""
    after_sale_file: str = ""
    crm_file: str = ""
    crm_poll_seconds: int = Field(60, ge=10, le=24 * 60 * 60)
    exclusivity_file: str = ""
    meeting_offers: bool = True
    meeting_minutes: int = Field(60, ge=10, le=8 * 60)
    meeting_gap_minutes: int = Field(15, ge=0, le=4 * 60)
    meeting_notice_hours: int = Field(2, ge=0, le=14 * 24)
    meeting_days: int = Field(10, ge=1, le=60)
    meeting_link: str = Field("", pattern=r"^(https://\S+)?$")
    company_name: str = Field("Prequal", min_length=1)
    operator_name: str = ""
    privacy_contact: str = ""
    privacy_policy_url: str = ""
    data_location: str = ""
    keep_updates_days: int = Field(7, ge=1)
    keep_messages_days: int = Field(30, ge=0)
    keep_conversations_days: int = Field(365, ge=0)
    keep_contacts_days: int = Field(1095, ge=0)
    sales_chat_id: int = 0
    sales_ids: tuple[int, ...] = ()
    manager_ids: tuple[int, ...] = ()
    default_language: Literal["ru", "en"] = "ru"
    timezone: str = "Europe/Moscow"
    working_hours_start: time = time(10)
    working_hours_end: time = time(19)
    holidays: str = Field("RU", pattern=r"^([A-Z]{2})?$")
    days_off: tuple[date, ...] = ()
    days_worked: tuple[date, ...] = ()
    answer_within_minutes: int = Field(60, ge=1, le=24 * 60)
    human_silence_hours: int = Field(12, ge=1, le=30 * 24)
    quiet_hours_start: time = time(21)
    quiet_hours_end: time = time(9)
    messages_per_second: float = Field(28.0, gt=0, le=30)
    sales_reports: Literal["none", "own"] = "none"
    exports_file: str = ""
    plan_file: str = ""
    digest_week_at: str = Field("", pattern=TIME_PATTERN)
    digest_day_at: str = Field("", pattern=TIME_PATTERN)
    picture_theme: Literal["light", "dark"] = "light"
    potential_currency: str = Field("RUB", pattern=r"^[A-Z]{3}$")
    potential_months: int = Field(12, ge=1, le=120)
    grade_a_from: int = Field(1_500_000, ge=1)
    grade_b_from: int = Field(500_000, ge=1)
    new_client_factor: Decimal = Field(Decimal("1.3"), ge=1, le=10)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("sales_ids", "manager_ids", "days_off", "days_worked", mode="before")
    @classmethod
    def _read_list(cls, raw: object) -> object:
        if isinstance(raw, str):
            return tuple(part for part in raw.replace(",", " ").split() if part)
        return raw

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, raw: str) -> str:
        try:
            ZoneInfo(raw)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no such time zone: {raw!r}; try Europe/Moscow") from error
        return raw

    @field_validator(
        "bot_api_url", "webhook_url", "supply_url", "supply_1c_url", "privacy_policy_url"
    )
    @classmethod
    def _address(cls, raw: str) -> str:
        if raw and not _is_address(raw):
            # An address may hold a password: it is not told.
            raise ValueError("write an address like https://example.com/path")
        return raw

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, raw: SecretStr) -> SecretStr:
        if not re.match(TOKEN_PATTERN, raw.get_secret_value()):
            raise ValueError("does not look like a token from @BotFather (digits, colon, letters)")
        return raw

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_needs_a_secret(cls, raw: SecretStr) -> SecretStr:
        text = raw.get_secret_value()
        if text and not (len(text) <= 256 and text.replace("_", "a").replace("-", "a").isalnum()):
            raise ValueError("takes 1-256 characters of A-Z a-z 0-9 _ -")
        return raw

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def in_sandbox(self) -> bool:
        """No token: the bot plays in the local sandbox instead of Telegram."""
        return not self.bot_token.get_secret_value()


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Settings from the environment and `env_file`; `SettingsError` says what to mend."""
    text = _text(env_file)
    _refuse_mistakes(text, env_file)
    said = _said(text)
    try:
        settings = Settings.model_validate(
            {name: said[name.upper()] for name in Settings.model_fields if name.upper() in said}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        reason = str(first["msg"]).removeprefix("Value error, ")
        wrong = f"{first['input']!r}: {REMEDIES[name]}" if name in REMEDIES else reason
        raise SettingsError(f"{name}: {wrong}. Mend it in .env or the environment.") from error
    if not settings.working_hours_start < settings.working_hours_end:
        raise SettingsError("WORKING_HOURS_START: must be before WORKING_HOURS_END, on one day.")
    if settings.grade_a_from < settings.grade_b_from:
        raise SettingsError("GRADE_A_FROM: must be GRADE_B_FROM or more: A brings most.")
    if sum(map(bool, (settings.supply_file, settings.supply_url, settings.supply_1c_url))) > 1:
        raise SettingsError("SUPPLY_FILE, SUPPLY_URL, SUPPLY_1C_URL: set one of them, not more.")
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        raise SettingsError("WEBHOOK_SECRET: must be set when WEBHOOK_URL is. Choose a long word.")
    return settings


def unread(settings: Settings, error: OSError) -> str:
    """What to mend where a file or folder that a setting names can't be read."""
    if error.filename is None:
        return str(error)
    values = {name.upper(): str(value) for name, value in settings if isinstance(value, str | Path)}
    named = [f"{name}: " for name, value in values.items() if value == str(error.filename)]
    return f"{''.join(named[:1])}{error.filename} can't be used: {error.strerror}."


def crm_secrets(env_file: Path | None = Path(".env")) -> Mapping[str, str]:
    """The secrets of CRM accounts, from the environment before `env_file`."""
    return _secrets(CRM_SECRET, env_file)


def calendar_secrets(env_file: Path | None = Path(".env")) -> Mapping[str, str]:
    """The passwords of calendars, likewise."""
    return _secrets(CALENDAR_SECRET, env_file)


def form_secrets(env_file: Path | None = Path(".env")) -> Mapping[str, str]:
    """The secrets of forms, likewise."""
    return _secrets(FORM_SECRET, env_file)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        return False
    return known and bool(parts.hostname) and len(text.split()) == 1


def _secrets(names: re.Pattern[str], env_file: Path | None) -> Mapping[str, str]:
    said = _said(_text(env_file)).items()
    return {name: value for name, value in said if value and names.fullmatch(name)}


def _said(text: str) -> Mapping[str, str]:
    """What the environment says, and of the rest what a `.env` of this text says; names in upper
    case."""
    written = dotenv_values(stream=StringIO(text))
    said = (*written.items(), *os.environ.items())
    return {name.upper(): value for name, value in said if value is not None}


def _text(env_file: Path | None) -> str:
    if env_file is None or not env_file.exists():
        return ""
    try:
        return env_file.read_text(encoding=ENV_ENCODING)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{env_file} is not UTF-8: save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{env_file} can't be read: {error.strerror}.") from error


def _refuse_mistakes(text: str, env_file: Path | None) -> None:
    """A line that says nothing, or a name that is unknown; what it holds may be a secret."""
    known = {name.upper() for name in Settings.model_fields} | {"PREQUAL_DATA"}
    for line in parse_stream(StringIO(text)):
        written = line.original.string
        before = written[: len(written) - len(written.lstrip())].count("\n")
        place = f"{env_file}:{line.original.line + before}"
        if line.error or (line.key and line.value is None):
            raise SettingsError(f"{place}: write NAME=value, with every quotation mark closed.")
        name = (line.key or "").upper()
        secret = any(one.fullmatch(name) for one in (CRM_SECRET, CALENDAR_SECRET, FORM_SECRET))
        if not name or name in known or secret:
            continue
        import difflib

        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else " See .env.example for the names."
        raise SettingsError(f"{place}: unknown setting {name}.{hint}")
