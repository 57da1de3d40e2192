"""The promises of the top level: what the README says exists, pins are what is installed, layers hold."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from grouping.cli.app import COMMANDS, GROUPS
from grouping.settings import Settings

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def _requirements(path: Path) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return [Requirement(line) for line in lines if line]


def _targets(makefile: Path) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", makefile.read_text(), flags=re.MULTILINE))


def test_every_make_command_in_the_readme_is_a_target(repository: Path) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", (repository / "README.md").read_text(), flags=re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= _targets(repository / "Makefile")


def test_every_test_and_benchmark_that_the_list_of_asks_names_exists(repository: Path) -> None:
    text = (repository / "docs" / "asked-for.md").read_text()
    tests = "".join(path.read_text() for path in (repository / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", text))
    assert len(named) > 30
    assert {name for name in named if f"def {name}(" not in tests} == set()
    programs = set(re.findall(r"`benchmarks\.(\w+)`", text))
    assert {name for name in programs if not (repository / "benchmarks" / f"{name}.py").is_file()} == set()


def test_every_command_line_in_the_readme_exists(repository: Path) -> None:
    named = set(re.findall(r"python -m grouping ([a-z][a-z-]*)", (repository / "README.md").read_text()))
    assert named
    assert named <= {*COMMANDS, *GROUPS}


def test_every_setting_is_documented_in_the_readme(repository: Path) -> None:
    text = (repository / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"`GROUPLINE_{name.upper()}`" not in text]
    assert not missing


def test_the_readme_documents_no_setting_that_does_not_exist(repository: Path) -> None:
    named = set(re.findall(r"`GROUPLINE_([A-Z_]+)`", (repository / "README.md").read_text()))
    assert named <= {name.upper() for name in Settings.model_fields} | {"PORT"}


def test_every_picture_and_file_that_the_readme_links_to_exists(repository: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (repository / "README.md").read_text())
    local = [link for link in links if "://" not in link]
    assert local
    assert not [link for link in local if not (repository / link).exists()]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_the_pins_are_the_versions_installed(repository: Path, name: str) -> None:
    wrong = {
        requirement.name: version(requirement.name)
        for requirement in _requirements(repository / name)
        if requirement.name != "faiss-cpu" and version(requirement.name) not in requirement.specifier
    }
    assert not wrong


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned(repository: Path, name: str) -> None:
    loose = [str(one) for one in _requirements(repository / name) if not str(one.specifier).startswith(("==", "~="))]
    assert not loose


def test_the_two_lists_of_requirements_differ_in_faiss_alone(repository: Path) -> None:
    cpu = {str(one) for one in _requirements(repository / "requirements.txt")}
    gpu = {str(one) for one in _requirements(repository / "requirements-gpu.txt")}
    assert {Requirement(one).name for one in cpu - gpu} == {"faiss-cpu"}
    assert {Requirement(one).name for one in gpu - cpu} == {"faiss-gpu"}


def test_pre_commit_runs_local_hooks_that_make_lint_runs_too(repository: Path) -> None:
    repos = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    makefile = (repository / "Makefile").read_text().replace("$(BIN)", ".venv/bin")
    for hook in repos[0]["hooks"]:
        assert " ".join(hook["entry"].split()[:2]).removesuffix(" --force-exclude") in makefile


def test_pre_commit_accepts_its_configuration(repository: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)


def test_imports_run_downward_only(repository: Path) -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=repository, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_continuous_integration_runs_make_test(repository: Path) -> None:
    script = repository / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("make test")


def test_make_alone_lists_every_target_a_person_may_want(repository: Path) -> None:
    done = subprocess.run(["make", "--no-print-directory"], cwd=repository, capture_output=True, text=True, check=True)
    for target in ("run", "install", "test", "lint", "bench", "clean"):
        assert f"make {target} " in done.stdout


def test_make_says_so_when_python_is_too_old(repository: Path) -> None:
    done = subprocess.run(["make", "python", "PYTHON="], cwd=repository, capture_output=True, text=True)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr


def test_the_dashboard_listens_on_loopback_and_sends_no_statistics(repository: Path) -> None:
    settings = tomllib.loads((repository / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"


def test_nothing_in_the_look_comes_from_outside(repository: Path) -> None:
    files = [repository / ".streamlit" / "config.toml", *(repository / "ui").rglob("*.py")]
    files += [*(repository / "pages").glob("*.py"), *(repository / "ui" / "assets").iterdir()]
    text = "\n".join(path.read_text() for path in files).replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"https?://(?!localhost|127\.0\.0\.1)\S+", text)
