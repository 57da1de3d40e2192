"""The command line: what `Project` can do, with progress for people and `--json` for machines."""
