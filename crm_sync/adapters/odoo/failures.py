"""What Odoo's errors mean. Calls nothing.

Odoo names the Python exception, in a 200 over JSON-RPC and beside a status over JSON-2. A call is
one transaction: whatever raises is rolled back, only a database that goes away leaves doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_sync.errors import Kind
from crm_sync.transport import Answer, Call, Fault
from crm_sync.wire.shapes import table

KIND_OF_EXCEPTION: Mapping[str, Kind] = {
    "AccessDenied": Kind.AUTH,
    "AccessError": Kind.AUTH,
    "SessionExpiredException": Kind.AUTH,
    "MissingError": Kind.NOT_FOUND,
    "NotFound": Kind.CONFIG,
    "UserError": Kind.REJECTED,
    "ValidationError": Kind.REJECTED,
    "RedirectWarning": Kind.REJECTED,
    "ConcurrencyError": Kind.UNAVAILABLE,
    "LockError": Kind.UNAVAILABLE,
    "SerializationFailure": Kind.UNAVAILABLE,
    "DeadlockDetected": Kind.UNAVAILABLE,
    "LockNotAvailable": Kind.UNAVAILABLE,
    "QueryCanceled": Kind.UNAVAILABLE,
    "OperationalError": Kind.AMBIGUOUS,
    "InterfaceError": Kind.AMBIGUOUS,
    "AdminShutdown": Kind.AMBIGUOUS,
}
"""By the name of the class. Other exceptions of Python and of the database refuse a value."""

REFUSING = ("builtins.", "psycopg2.", "odoo.exceptions.")
NO_DATABASE = re.compile(r'database "[^"]*" does not exist')
NO_MODEL = re.compile(r"Object \S+ doesn't exist")
FIELD = re.compile(r"[Ii]nvalid field ['\"](\w+)['\"]")


def explain(_: Call, answer: Answer) -> Fault | None:
    """By the exception's name; by the status where it names none."""
    told = answer.table()
    well = 200 <= answer.status < 300
    if well and "json" not in answer.headers.get("content-type", ""):
        return Fault(Kind.CONFIG, "the answer is no JSON: is this the address of an Odoo server?")
    error = told.get("error")
    raised = table(table(error).get("data")) if error else ({} if well else told)
    name, message = str(raised.get("name") or ""), str(raised.get("message") or "")
    if well and not error:
        return None
    if not name:
        said = message or str(table(error).get("message") or "")
        return Fault(Kind.CONFIG if answer.status == 404 else None, said)
    field = FIELD.search(message)
    return Fault(_kind(name, message, well), message, name, field.group(1) if field else None)


def _kind(name: str, message: str, well: bool) -> Kind | None:
    if NO_DATABASE.search(message) or NO_MODEL.search(message):
        return Kind.CONFIG
    found = KIND_OF_EXCEPTION.get(name.rpartition(".")[2])
    if found is not None:
        return found
    if name.startswith(REFUSING):
        return Kind.REJECTED
    return Kind.AMBIGUOUS if well else None
