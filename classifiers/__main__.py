"""`python -m classifiers`: the command line of models."""

from classifiers.cli.app import main

main()
