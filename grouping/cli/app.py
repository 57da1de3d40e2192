"""The Typer application: its commands by topic, and how every command ends.

Exit status: 0 done, 1 an error that the user can mend (one line, no traceback), 2 wrong usage.
"""

from collections.abc import Callable

import typer

from grouping.cli import (
    agreement,
    edits,
    encoding,
    exports,
    groups,
    images,
    jobs,
    labels,
    neighbours,
    people,
    projects,
    service,
    sweeping,
)
from grouping.cli.above import WithModels
from grouping.cli.ending import run

app = typer.Typer(
    name="groupline",
    cls=WithModels,
    help="Group unlabeled industrial images, and turn the groups into labels.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS: dict[str, Callable[..., None]] = {
    "create": projects.create,
    "projects": projects.projects,
    "import": images.import_,
    "health": images.health,
    "encoders": encoding.encoders,
    "encode": encoding.encode,
    "sweep": sweeping.sweep,
    "split": groups.split,
    "tree": groups.tree,
    "groups": groups.groups,
    "grow": groups.grow,
    "merge": edits.merge,
    "move": edits.move,
    "rename": edits.rename,
    "discard": edits.discard,
    "restore": edits.restore,
    "promote": labels.promote,
    "label": labels.label,
    "unlabel": labels.unlabel,
    "classes": labels.classes,
    "define-class": labels.define_class,
    "undo": edits.undo,
    "redo": edits.redo,
    "restore-to": edits.restore_to,
    "history": edits.history,
    "look": neighbours.look,
    "suggest": neighbours.suggest,
    "facts": neighbours.facts,
    "similar": neighbours.similar,
    "duplicates": neighbours.duplicates,
    "outliers": neighbours.outliers,
    "mislabeled": neighbours.mislabeled,
    "freeze": labels.freeze,
    "export": exports.export,
    "import-labels": exports.import_labels,
    "versions": labels.versions,
    "diff": labels.diff,
    "agreement": agreement.agreement,
    "jobs": jobs.jobs,
    "cancel": jobs.cancel,
    "worker": service.worker,
    "migrate": service.migrate,
    "first-run": service.first_run,
}

GROUPS = {"people": people.app}
"""Commands that have commands of their own."""

for name, function in COMMANDS.items():
    app.command(name)(function)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line; a user's error is one line on standard error and status 1."""
    run(app)
