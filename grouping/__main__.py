"""`python -m grouping`: the command line."""

from grouping.cli.app import main

main()
