"""Typed text → the address of a site, or its domain, in one form whatever was typed."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from dialogs.reading.result import Reading, Unreadable

_MAX_URL = 2000
_TRAILING = ".,;!?)»\"'"
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_UNUSABLE = re.compile(r"[\s\\\x00-\x1f\x7f]")
_CONTROL = re.compile(r"[\\\x00-\x08\x0e-\x1f\x7f]")
_OTHER_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+\-]*:(?!\d)")
# https:/ ; htpp:// http;// https//: slips of the beginning, which nobody means.
_SLIPPED_SCHEME = re.compile(
    r"(?i)^(?:ht{1,3}p{1,3}(?P<s>s?)|h[tp]{2,3}(?P<s2>s?))\s*[:;.]{0,2}[/\\]{1,3}"
)
_INSIDE = re.compile(
    r"(?i)(?<![\w@./:])(?:https?://)?(?:[^\W_](?:[^\W_]|-)*\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{2,})"
    r"(?::\d{2,5})?(?:/[^\s,;)»\"']*)?(?![\w@])"
)
_FILE_ENDINGS = frozenset({"doc", "docx", "pdf", "xls", "xlsx", "jpg", "png", "txt"})


def read_url(text: str) -> Reading[str] | Unreadable:
    """A public web address: https unless typed, lower-case host, punycode for пример.рф.

    An address put right (htpp://, a comma for a point) or picked out of a longer text is not
    sure. User info, addresses without a domain (localhost, 10.0.0.1) and other schemes are refused.
    """
    if len(text) > _MAX_URL:
        return Unreadable("too_long")
    typed = text.strip().strip("<>«»\"'").rstrip(_TRAILING)
    if not typed:
        return Unreadable("empty")
    found = None if _UNUSABLE.search(typed) else _canonical(typed)
    if found is not None:
        return Reading(found, sure=True)
    repaired = _repaired(typed)
    found = _canonical(repaired) if repaired else None
    if found is not None:
        return Reading(found, sure=False)
    if _CONTROL.search(typed):
        return Unreadable("not_a_url")
    inside = [match.group().rstrip(_TRAILING) for match in _INSIDE.finditer(typed)]
    addresses = {address for each in inside if (address := _canonical(each))}
    if len(addresses) != 1:
        return Unreadable("ambiguous" if addresses else "not_a_url")
    return Reading(addresses.pop(), sure=False)


def read_domain(text: str) -> Reading[str] | Unreadable:
    """The domain of a site or of an e-mail address: company.ru, without www.

    Punycode for пример.рф, as in `read_url`; a domain taken from an e-mail address is not sure.
    """
    address = text.strip().strip("<>.,;")
    name, _, domain = address.rpartition("@")
    if name and "/" not in name and not _UNUSABLE.search(address):
        host = _ascii_host(domain.lower())
        return Reading(host, sure=False) if host else Unreadable("not_a_url")
    found = read_url(text)
    if isinstance(found, Unreadable):
        return found
    host = urlsplit(found.value).hostname or ""
    bare = host.removeprefix("www.")
    return Reading(bare if "." in bare else host, found.sure)


def shown_url(address: str) -> str:
    """An address as people read it: company.ru/about, and пример.рф instead of punycode."""
    # Its tables are large, and only a typed address needs them.
    import idna  # noqa: PLC0415

    parts = urlsplit(address if "://" in address else f"https://{address}")
    host = parts.hostname or ""
    try:
        host = idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return address
    port = f":{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/")
    return f"{host}{port}{path}" + (f"?{parts.query}" if parts.query else "")


def _canonical(typed: str) -> str | None:
    """The address in its one form; None when it is no public web address."""
    if "://" not in typed:
        if _OTHER_SCHEME.match(typed):
            return None
        typed = f"https://{typed.removeprefix('//')}"
    try:
        parts = urlsplit(typed)
        port = parts.port
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not host or port == 0:
        return None
    ascii_host = _ascii_host(host)
    if ascii_host is None or (not parts.path and _is_file(ascii_host)):
        return None
    default_port = {"http": 80, "https": 443}[parts.scheme]
    netloc = ascii_host if port in {None, default_port} else f"{ascii_host}:{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _is_file(host: str) -> bool:
    return host.rpartition(".")[2] in _FILE_ENDINGS


def _repaired(typed: str) -> str | None:
    """An address with the usual slips put right, if it has any."""
    fixed = _SLIPPED_SCHEME.sub(lambda match: f"http{match['s'] or match['s2'] or ''}://", typed)
    if re.search(r"\s", fixed):
        fixed = re.sub(r"\s*\.\s*", ".", fixed)
    host, slash, path = fixed.partition("/") if "://" not in fixed else (fixed, "", "")
    fixed = re.sub(r"(?<=\w)[,;](?=\w)", ".", host) + slash + path
    return fixed if fixed != typed and not _UNUSABLE.search(fixed) else None


def _ascii_host(host: str) -> str | None:
    # Its tables are large, and only a typed address needs them.
    import idna  # noqa: PLC0415

    try:
        name = idna.encode(host.rstrip("."), uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return None
    labels = name.split(".")
    if len(labels) < 2 or not all(_HOST_LABEL.fullmatch(label) for label in labels):
        return None
    top = labels[-1]
    if not (top.isalpha() or top.startswith("xn--")) or len(top) < 2:
        return None
    return None if top in {"localhost", "local", "internal", "invalid", "test"} else name
