"""Run the command line as `python -m heliograph`."""

from heliograph.cli import main

main()
