"""Exports and their previews in a process of their own: near-duplicates need libraries that the dashboard does without.

`python -m ui.label.apart` reads one request from standard input and writes one answer to standard output, both JSON.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grouping.errors import GrouplineError
from grouping.project import Project

ROOT = Path(__file__).resolve().parents[2]


def _preview(project: Project, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return project.preview_export(**arguments)


def _export(project: Project, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return asdict(project.export(**arguments))


def _import(project: Project, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return asdict(project.import_labels(**arguments))


CALLS: Mapping[str, Callable[[Project, Mapping[str, Any]], dict[str, Any]]] = {
    "preview": _preview,
    "export": _export,
    "import": _import,
}


def apart(project: Project, call: str, **arguments: Any) -> dict[str, Any]:
    """Do one of CALLS on a project and return what it gave, as plain values.

    Raises GrouplineError with the other process's sentence, or where that process died.
    """
    where = {"project": project.name, "home": str(project.workspace.home), "user": project.user}
    request = json.dumps({"call": call, "arguments": arguments, **where})
    done = subprocess.run(
        [sys.executable, "-m", "ui.label.apart"], input=request, capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        logging.getLogger(__name__).error(done.stderr)
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise GrouplineError(f"The {call} broke off ({last}). Nothing was left half done; the log tells more.")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise GrouplineError(str(answer["error"]))
    result: dict[str, Any] = answer["result"]
    return result


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"result": ...} of a request, or {"error": sentence} for what a user can mend."""
    try:
        project = Project.open(request["project"], request["home"], request["user"])
        return {"result": CALLS[request["call"]](project, request["arguments"])}
    except GrouplineError as error:
        return {"error": str(error)}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
