"""What each fact causes: the only place that says so. Pure.

| Fact | Causes |
|---|---|
| Qualified | a card for sales, calls while nobody takes it, the person hears when it is late |
| HalfFinished | a card for sales, or the word on it that the brief was left |
| NotYet, RecheckAgreed | a second look on its day, with a `reminder` consent only |
| AnswerGiven after the verdict | the card is completed, at most once in `CARD_EVERY` |
| the same, Qualified, HalfFinished with files | copies of the messages that they came in |
| BriefCompleted, ContactGiven, AmountSet, StageMoved | the card is brought up to date |
| CompanySplit, WaitBegun, WaitOver, Assigned when it is passed on | the same |
| ReferralMoved, CrmSaid, MeetingHeard, DoubtNamed, Delayed | the same |
| OwnerChanged | the same, whoever has the lead now hears of it |
| StageMoved in a CRM, of what nobody took | the same, the reminders stop: somebody works there |
| Taken | the same, the reminders stop and lose their buttons, the person hears who will call |
| Disqualified, Unproven, SelfServed, Referred, Rejected, Lost, Paid | the same, and no plans |
| HumanCalled, Disputed | sales are told at once, the person hears when the answer is late |
| PersonWrote | the same, with a copy of the message under it (`leads.handoff`) |
| HumanWrote | the person gets a copy, the bot is quiet until nobody has written for long |
| BotReturned | the wait for that silence ends |
| Lifted | as Qualified, but reminders come in half the time and a second look stays planned |
| CompanyJoined | the card is brought up to date, whoever leads that company is told |
| VerdictOverridden | as the verdict that it says; without a consent it is staff who look again; out
  of self-service the person hears that a human will write |
| ConflictFound | managers are asked and reminded, sales wait (`leads.exclusivity.holding`) |
| Taken, BriefCompleted | the person is offered times to meet, as far as the policy lets the bot |
| MeetingBooked, MeetingMoved, MeetingConfirmed | what `leads.meetings.caused` says |
| MeetingHeld, MeetingMissed, MeetingCancelled | the same |
| LinkOpened | sales are told, the person is offered times to meet in an hour |
| Rejected, Lost …; OwnerChanged | a meeting to come is called off; goes to whoever has the lead |
| FormSent, FormContinued | `leads.forms.caused` |
| ConflictAsked, ConflictDecided | the person hears, the card is brought up to date |
| Visited, EnquiryMade, ProductNamed, BecameLead, ConsentGiven, DataGiven, LeadSeen | nothing |
| PartnerOffered, PartnerRated | nothing; what partners hear is `leads.partners.caused` |
| Erased, CadenceSaid | nothing; `leads.erasure` does it all, `leads.cadences.walking` the next |
| StageMoved, Delayed, Preparing, CadenceAnswered, DoubtNamed, ConsentWithdrawn | cadences begin
  and end, sales hear what the person said (`leads.cadences.caused`) |
| Paid, SurveyAsked, SurveyAnswered, SurveyExplained, LoopClosed | `leads.surveys.planning` |
| RepeatDue, ContactGiven | the next purchase, the next birthday (`leads.repeat`) |
| ConsentWithdrawn | of `reminder` the second look is off, of `personal_data` the card is updated |

What the CRMs are told beside that is `leads.crm_rows`; the task to calculate `leads.calculation`.

A card is rendered from what is stored when it is delivered, so its rows carry no content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from leads.cadences.caused import of_cadences
from leads.cadences.facts import CadenceAnswered, CadenceSaid
from leads.calculation import own_calculation
from leads.card_rows import calls_over, card_soon, card_update
from leads.caused import (
    Reactions,
    card_key,
    lates,
    planned,
    rechecks,
    to_sales,
    together,
    untaken,
)
from leads.cold.caused import of_link
from leads.cold.facts import LinkOpened
from leads.companies.telling import account_told
from leads.company_facts import CompanyJoined, CompanySplit
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.copies import files_of
from leads.crm_back.facts import CrmSaid, MeetingHeard
from leads.crm_rows import to_crm
from leads.data_facts import DataGiven, Erased, LeadSeen
from leads.exclusivity.facts import ConflictFact, OfConflict
from leads.exclusivity.holding import of_conflict
from leads.facts import (
    AmountSet,
    AnswerGiven,
    Assigned,
    BriefCompleted,
    ConsentGiven,
    ConsentWithdrawn,
    ContactGiven,
    Disqualified,
    EnquiryMade,
    Fact,
    HalfFinished,
    Lost,
    NotYet,
    Paid,
    ProductNamed,
    Qualified,
    RecheckAgreed,
    Rejected,
    StageMoved,
    Taken,
    Unproven,
    Visited,
)
from leads.forms.caused import of_forms
from leads.forms.facts import OfForm
from leads.grading.facts import Lifted
from leads.handing.caused import handed
from leads.handing.facts import OwnerChanged
from leads.handoff import of_handoff
from leads.lead import Lead
from leads.meetings.beside import meetings_beside, meetings_over
from leads.meetings.caused import of_meeting
from leads.meetings.facts import MeetingFact, OfMeeting
from leads.partners.facts import PartnerOffered, PartnerRated, ReferralMoved, Referred
from leads.person_told import human_writes, who_calls
from leads.policy import Policy
from leads.repeat.birthdays import of_birthdays
from leads.repeat.facts import RepeatDue
from leads.repeat.planning import of_repeat
from leads.second_look import second_look
from leads.stage import Stage
from leads.supply.facts import WaitBegun, WaitOver
from leads.surveys.facts import OfSurvey
from leads.surveys.planning import of_surveys
from leads.talk_facts import BotReturned, HumanCalled, HumanWrote, PersonWrote
from leads.thinking.facts import Delayed, DoubtNamed, Preparing
from leads.verdict_facts import BecameLead, Disputed, SelfServed, VerdictOverridden
from leads.waiting.planned import while_untaken

AFTERWARDS = (of_cadences, of_surveys, of_repeat, of_birthdays, of_forms)
"""What else facts cause, each in its own room."""


def react(
    fact: Fact,
    lead: Lead | None,
    policy: Policy,
    now: datetime,
    *,
    contact: Contact | None = None,
    ledger: Sequence[ConsentEntry] = (),
) -> Reactions:
    """What `fact` causes, given the lead as it is after it.

    Whatever needs the person's consent needs their `ledger`, and a message to them the `contact`.
    """
    if lead is None:
        return Reactions()
    own = _within(fact, lead, policy, now, contact, ledger)
    more = (of(fact, lead, policy, now, contact, ledger) for of in AFTERWARDS)
    crm, tasks = to_crm(fact, lead, policy.crm_accounts), own_calculation(fact, lead, policy)
    return together(own, *more, Reactions(outbox=crm, tasks=tasks))


def _within(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """What happens in our own chats."""
    files = files_of(fact, lead, contact, under=card_key(lead))
    match fact:
        case (
            Visited()
            | EnquiryMade()
            | ProductNamed()
            | BecameLead()
            | ConsentGiven()
            | DataGiven()
            | LeadSeen()
            | Erased()
            | PartnerOffered()
            | PartnerRated()
            | CadenceSaid()
            | CadenceAnswered()
            | Preparing()
            | OfSurvey()
            | OfForm()
            | RepeatDue()
            # The card that the verdict brings says to whom the lead is offered first.
            | Assigned(passed_by=None)
        ):
            return Reactions()
        case AnswerGiven():
            rows = card_soon(fact, lead)
        case StageMoved() if fact.crm and lead.owner_id is None:
            over = (*card_update(fact, lead), *calls_over(fact, lead))
            return Reactions(outbox=over, cancel_touches=(untaken(lead), lates(lead)))
        case (
            HalfFinished()
            | BriefCompleted()
            | ContactGiven()
            | AmountSet()
            | StageMoved()
            | ReferralMoved()
            | CompanySplit()
            | WaitBegun()
            | WaitOver()
            | Assigned()
            | CrmSaid()
            | DoubtNamed()
            | MeetingHeard()
            | Delayed()
        ):
            rows = card_update(fact, lead)
        case CompanyJoined():
            rows = (*card_update(fact, lead), *account_told(fact, lead))
        case OwnerChanged():
            rows = (*card_update(fact, lead), *handed(fact, lead))
        case Qualified() | Lifted() | VerdictOverridden(stage=Stage.QUALIFIED):
            judged = _qualified(fact, lead, policy, now)
            heard = Reactions()
            if isinstance(fact, VerdictOverridden):
                heard = human_writes(fact, lead, policy, now, contact, ledger)
            rows = (*judged.outbox, *files, *heard.outbox)
            return replace(judged, outbox=rows, touches=(*judged.touches, *heard.touches))
        case NotYet() | RecheckAgreed() | VerdictOverridden(stage=Stage.NOT_YET):
            card = () if isinstance(fact, RecheckAgreed) else card_update(fact, lead)
            over = calls_over(fact, lead) if isinstance(fact, VerdictOverridden) else ()
            return second_look(fact, lead, policy.towards(contact), now, ledger, (*card, *over))
        case Taken():
            return _taken(fact, lead, policy.towards(contact), now, contact, ledger)
        case (
            Disqualified()
            | Unproven()
            | SelfServed()
            | Referred()
            | Rejected()
            | Lost()
            | Paid()
            | VerdictOverridden()
        ):
            rows = (*card_update(fact, lead), *calls_over(fact, lead))
            return Reactions(rows, meetings_over(fact, lead, now), planned(lead))
        case HumanCalled() | Disputed() | PersonWrote() | HumanWrote() | BotReturned():
            return of_handoff(fact, lead, policy, now, contact)
        case OfConflict() | OfMeeting() | LinkOpened():
            return _of_area(fact, lead, policy, now, contact)
        case ConsentWithdrawn():
            return _withdrawn(fact, lead)
        case _:
            assert_never(fact)
    return Reactions((*rows, *files), meetings_beside(fact, lead, policy, now))


def _of_area(
    fact: ConflictFact | MeetingFact | LinkOpened,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
) -> Reactions:
    """What the facts of one area cause is said there."""
    if isinstance(fact, OfConflict):
        return of_conflict(fact, lead, policy, now)
    if isinstance(fact, LinkOpened):
        return of_link(fact, lead, policy, now)
    return of_meeting(fact, lead, policy, now, contact)


def _qualified(
    fact: Qualified | Lifted | VerdictOverridden, lead: Lead, policy: Policy, now: datetime
) -> Reactions:
    # Whoever is lifted may still be asked again on the day that was agreed.
    over = (untaken(lead),) if isinstance(fact, Lifted) else planned(lead)
    if lead.owner_id is not None:
        return Reactions(outbox=card_update(fact, lead), cancel_touches=over)
    promised = isinstance(fact, Qualified)
    reminders = while_untaken(fact, lead, policy, now, promised=promised)
    card = to_sales(lead, "lead_card", card_key(lead))
    return Reactions(outbox=(card,), touches=reminders, cancel_touches=over)


def _taken(
    fact: Taken,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    card = (*card_update(fact, lead), *calls_over(fact, lead))
    told = who_calls(fact, lead, policy, now, contact, ledger)
    touches = (*told.touches, *meetings_beside(fact, lead, policy, now))
    return Reactions((*card, *told.outbox), touches, planned(lead))


def _withdrawn(fact: ConsentWithdrawn, lead: Lead) -> Reactions:
    if fact.purpose is Purpose.REMINDER:
        return Reactions(cancel_touches=(rechecks(lead),))
    gone = fact.purpose is Purpose.PERSONAL_DATA
    return Reactions(outbox=card_update(fact, lead) if gone else ())
