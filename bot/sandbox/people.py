"""Who lives in the sandbox: people, groups and the settings of one sandbox. Data only."""

from dataclasses import dataclass, replace

DEFAULT_GROUP_ID = -1000000000001


@dataclass(frozen=True)
class SandboxPerson:
    """A Telegram account. `role` only decides which pane of the page shows the person."""

    id: int
    first_name: str
    last_name: str = ""
    language: str = "ru"
    username: str = ""
    phone: str = ""
    role: str = "prospect"


@dataclass(frozen=True)
class SandboxGroup:
    """A supergroup the bot is in.

    As `member` the bot has privacy mode on (commands, replies to it, service messages); as
    `administrator` it sees everything and may pin messages and open topics (`forum=True`).
    """

    id: int
    title: str
    members: tuple[int, ...]
    bot_status: str = "member"
    forum: bool = False


DEFAULT_PEOPLE = (
    SandboxPerson(1001, "Анна", "Соколова", "ru", "anna_sokolova", "+79161234567", "prospect"),
    SandboxPerson(2001, "Игорь", "Петров", "ru", "igor_petrov", "+79262345678", "sales"),
    SandboxPerson(3001, "Мария", "Власова", "ru", "maria_vlasova", "+79033456789", "manager"),
    SandboxPerson(4001, "Павел", "Розов", "ru", "rozov_retail", "+79034567890", "prospect"),
)
DEFAULT_GROUPS = (SandboxGroup(DEFAULT_GROUP_ID, "Отдел продаж", (2001, 3001)),)
DEFAULT_FORUM = replace(DEFAULT_GROUPS[0], bot_status="administrator", forum=True)


@dataclass(frozen=True)
class SandboxConfig:
    """How one sandbox is set up. `port=0` takes a free port; `token` is the only one accepted."""

    host: str = "127.0.0.1"
    port: int = 0
    token: str = "1:sandbox"
    bot_username: str = "prequal_sandbox_bot"
    bot_name: str = "Prequal"
    people: tuple[SandboxPerson, ...] = DEFAULT_PEOPLE
    groups: tuple[SandboxGroup, ...] = DEFAULT_GROUPS

    @property
    def bot_id(self) -> int:
        """The number before the colon of the token, as Telegram numbers bots."""
        head = self.token.partition(":")[0]
        if not head.isdigit():
            raise ValueError("the sandbox token must look like 123:text, for example 1:sandbox")
        return int(head)
