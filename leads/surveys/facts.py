"""What happened in surveys. What these facts cause is `leads.surveys.planning`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSurvey(Happened):
    """What all facts of surveys share: the number of the survey."""

    survey: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAsked(OfSurvey):
    """The person was asked for a grade; `scale` is nps or csi."""

    kind: ClassVar[str] = "survey_asked"
    scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(OfSurvey):
    """The person gave a grade; `group` is what it says of them."""

    kind: ClassVar[str] = "survey_answered"
    scale: str
    grade: int
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyExplained(OfSurvey):
    """The person gave the reason in their message `message_id`."""

    kind: ClassVar[str] = "survey_explained"
    group: str
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopClosed(OfSurvey):
    """A member of the staff (`by`, shown as `seller`) dealt with what a detractor was discontent
    with."""

    kind: ClassVar[str] = "loop_closed"
    seller: str


SurveyFact = SurveyAsked | SurveyAnswered | SurveyExplained | LoopClosed
