"""Data files of the operator's own: read when the program is built. What they mean is `leads`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dialogs.findings import ScenarioErrors, Severity
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from dialogs.scenario import Scenario
from dialogs.shelf import Shelf
from leads.campaigns import BadCampaign, read_campaigns
from leads.catalogue import Campaign
from leads.funnels import read_funnels
from leads.stage import Funnel
from leads.team import Team
from leads.team_file import BadTeam, read_team
from storage.database import Database
from storage.unit_of_work import UnitOfWork

FUNNELS = Path(__file__).resolve().parents[2] / "leads" / "funnels.yaml"


def load_funnels() -> Mapping[str, Funnel]:
    """The funnels that ship. `BadFunnel` says what to mend."""
    # In C it takes 1 ms and not 30. That is YAML 1.1, where `no` is false: what ships says no such.
    return read_funnels(read_yaml(FUNNELS, pure=False))


def read_yaml(path: Path, *, pure: bool = True) -> object:
    """The plain data of a YAML file, which is YAML 1.2 if `pure`."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=pure).load(path.read_text(encoding="utf-8"))


def load_scenarios(folder: str) -> Mapping[str, Scenario]:
    """The scenarios of `folder`, those that ship for "".

    ScenarioErrors when `check` finds an error in any of the user's own; what ships was proven.
    """
    if not folder:
        return load_folder(SHIPPED_SCENARIOS)
    from dialogs.check import check_folder

    errors = [one for one in check_folder(Path(folder)) if one.severity is Severity.ERROR]
    if errors:
        raise ScenarioErrors(errors)
    return load_folder(Path(folder))


def load_campaigns(file: str, quizzes: Shelf) -> Mapping[str, Campaign]:
    """The campaigns of `file`, none for "". `BadCampaign` says what to mend, OSError when the
    file can't be read."""
    if not file:
        return {}
    from ruamel.yaml.error import YAMLError

    try:
        campaigns = read_campaigns(read_yaml(Path(file)))
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadCampaign(f"CAMPAIGNS_FILE: {file} is no YAML file in UTF-8: {error}") from error
    for campaign in campaigns.values():
        if campaign.quiz is not None and campaign.quiz not in quizzes:
            raise BadCampaign(
                f"Campaign {campaign.code!r} opens the scenario {campaign.quiz!r}, which is not "
                "there. Correct its quiz in CAMPAIGNS_FILE."
            )
    return campaigns


def load_team(file: str, *, sales: Sequence[int], managers: Sequence[int]) -> Team | None:
    """The team of `file`, None for "". `BadTeam` says what to mend, OSError when the file can't be
    read."""
    if not file:
        return None
    from ruamel.yaml.error import YAMLError

    try:
        return read_team(read_yaml(Path(file)), staff={*sales, *managers}, managers=managers)
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadTeam(f"TEAM_FILE: {file} is no YAML file in UTF-8: {error}") from error
    except BadTeam as error:
        raise BadTeam(f"TEAM_FILE: {file}: {error}") from error


async def keep_campaigns(campaigns: Mapping[str, Campaign], database: Database) -> None:
    """Let the database know the campaigns, so that reports can name them."""

    async def work(uow: UnitOfWork) -> None:
        for campaign in campaigns.values():
            await uow.campaigns.put(campaign)

    if campaigns:
        await database.run(work)
