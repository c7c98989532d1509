"""`python -m simulator` is the `kulanz` command."""

from simulator.cli import main

main()
