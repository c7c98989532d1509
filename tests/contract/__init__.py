"""What tools outside this repository rely on: the `kulanz` command, the Python names, the wheel."""
