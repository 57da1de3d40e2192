"""What the worker does for models, and that reading about models loads nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

from classifiers import Project
from grouping.jobs import records
from grouping.worker import run_job

SCRIPT = """
import sys
from classifiers import Project
project = Project.open("plates")
key = project.models()[0].key
project.model_card(key), project.evaluations(key), project.judged(key), project.gold(), project.predictions()
project.compare(key, project.models()[1].key)
project.proposals()
project.accept(above=0.0)
project.undo()
heavy = [name for name in ("torch", "sklearn", "faiss", "skops", "timm", "umap") if name in sys.modules]
print("HEAVY:", heavy)
"""


def _done(project: Project, kind: str, **arguments: object) -> dict[str, object]:
    job_id = project.submit(kind, **arguments)
    run_job(project.workspace.home, job_id)
    job = records.job(project.workspace.database, job_id)
    assert job.state == "done", job.error
    assert job.result is not None
    return job.result


def test_the_worker_trains_measures_and_predicts_and_reading_loads_nothing_heavy(
    project: Project, repository: Path
) -> None:
    model = _done(project, "train", spec={"head": "prototype"}, label_set="labels")["model"]
    _done(project, "train", spec={"head": "knn", "search": False})
    assert _done(project, "evaluate", model=model, on="folds", repeats=1)["model"] == model
    assert _done(project, "predict", model=model)["n"] == 18
    strong = project.models()[0].key
    assert _done(project, "route", fast=model, strong=strong)["strong"] == strong
    environment = {**os.environ, "GROUPLINE_HOME": str(project.workspace.home)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=repository, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "HEAVY: []" in done.stdout


def test_a_job_that_cannot_be_done_fails_with_its_sentence(project: Project) -> None:
    job_id = project.submit("train", spec={"head": "forest"})
    run_job(project.workspace.home, job_id)
    job = records.job(project.workspace.database, job_id)
    assert job.state == "failed"
    assert "There is no head 'forest'" in (job.error or "")
