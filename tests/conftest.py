"""Fixtures that every test may use: a workspace, an empty database of each kind, a real PostgreSQL server."""

import functools
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

# Every AppTest would scan all installed packages anew, 0.7 s each: once is enough.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)

# The same examples in every run, so that a red run names a commit; `make fuzz` draws new ones.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("new", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def shared_data() -> Path:
    """The real images; tests that need them skip where they do not lie beside the checkout."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real images of ../shared/data are not on this machine")
    return folder


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GROUPLINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, named by `GROUPLINE_HOME`."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.setenv("GROUPLINE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from grouping.store.workspace import Workspace

    folder = tmp_path_factory.mktemp("migrated") / "workspace"
    Workspace.at(folder).database.engine.dispose()
    return folder


@pytest.fixture
def migrated_home(_migrated: Path, home: Path) -> Path:
    """The empty workspace `home` with its database made already, by copying one: ten times as fast."""
    return Path(shutil.copytree(_migrated, home, dirs_exist_ok=True))


def _group_a_small_sample(folder: Path) -> None:
    from data.sample import draw_sample
    from grouping.project import Project

    strips = draw_sample(folder / "strips", n_images=30, seed=0)
    project = Project.create("coils", home=folder / "workspace")
    project.import_images(strips)
    project.encode("efficientnet_lite0", device="cpu")
    project.prepare_look()
    project.split("root", project.sweep(clusters=range(2, 7)), by="min-max")
    (folder / "complete").touch()


@pytest.fixture(scope="session")
def grouped_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A workspace with one project, `coils`: 30 sample strips, encoded, swept and split. Only to be read."""
    # Under pytest-xdist the workers share one, made by the first who asks.
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "grouped"
    with FileLock(f"{folder}.lock"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _group_a_small_sample(folder)
    return folder / "workspace"


def _train_on_a_small_sample(grouped: Path, folder: Path) -> None:
    from classifiers import Project

    shutil.copytree(grouped, folder / "workspace")
    project = Project.open("coils", home=folder / "workspace")
    ids = [int(i) for i in project.images()["id"]]
    project.promote(ids[:24:2], "ash")
    project.promote(ids[1:24:2], "rust")
    for head in ("prototype", "knn"):
        model = project.train({"head": head, "search": False}, fractions=(0.5, 0.25, 0.25))
    project.predict(model.key)
    (folder / "complete").touch()


@pytest.fixture(scope="session")
def trained_home(grouped_home: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The grouped workspace with 24 strips labeled by turns, two models that learned that, and proposals for 6.

    The classes mean nothing, so the models err. Only to be read.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "trained"
    with FileLock(f"{folder}.lock"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _train_on_a_small_sample(grouped_home, folder)
    return folder / "workspace"


def _version(binaries: Path) -> list[int]:
    return [int(part) for part in binaries.parts if part.isdigit()]


def _server_binaries() -> Path | None:
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql*/bin")]
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    complete = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return max(complete, default=None, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Server:
    """A throw-away PostgreSQL server on loopback, without durability."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder, self.port = binaries, folder, 0
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)

    def _run(self, program: str, *arguments: str) -> None:
        who = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        command = [str(self.binaries / program), "-D", str(self.folder / "data"), *arguments]
        with (self.folder / f"{program}.log").open("wb") as log:
            # A file, not a pipe: the server inherits it and would hold a pipe open for ever.
            subprocess.run(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                timeout=120,
                check=True,
                **who,
            )

    def _start_on_a_free_port(self) -> None:
        self.port = _free_port()
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "server.log"), "-o", options, "start")

    def start(self) -> str:
        self._run("initdb", "-U", "groupline", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        for attempt in range(3):
            try:
                self._start_on_a_free_port()
                break
            except subprocess.CalledProcessError:
                # Another process may have taken the port between the look and the start.
                if attempt == 2:
                    raise
        return f"postgresql+psycopg://groupline@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of a real PostgreSQL server's maintenance database; stopped when the session ends."""
    binaries = _server_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="groupline-pg-"))
    server = _Server(binaries, folder)
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database of this test's own."""
    name = f"test_{uuid.uuid4().hex}"
    _execute(postgres_url, f"CREATE DATABASE {name}")
    yield postgres_url.rsplit("/", 1)[0] + f"/{name}"
    _execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of an empty database: each test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'groupline.sqlite'}"
    return str(request.getfixturevalue("postgres_database"))
