"""Facts of forms. What was said in one is kept as answers and contacts, never here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class OfForm(Happened):
    """Something happened with a filled form; `form` is its id in the file of forms."""

    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSent(OfForm):
    """Somebody sent a form: from which `page` (without what follows `?`) and with which marks of
    the link (`utm`).

    `answered` is how many questions it answered. `known` tells that somebody with that phone or
    e-mail was there before; what the form said of the person beyond that is not taken over, and
    `apart` names it (phone, email, name, company).
    """

    kind: ClassVar[str] = "form_sent"
    page: str
    utm: Mapping[str, str]
    answered: int
    known: bool
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContinued(OfForm):
    """Whoever sent the form opened its link and goes on in the chat."""

    kind: ClassVar[str] = "form_continued"
