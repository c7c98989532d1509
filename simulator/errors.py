"""The tree of errors a caller may expect; it does not know who raises them.

SimulatorError                 shown to people as one line, without a traceback
|-- DataFileError              a persona, rubric, script or transcript file is not valid (lists every fault)
|-- UnknownNameError           a name that does not exist: persona, rubric, language, suite
|-- InputError                 a message, flag or setting that cannot be used
|-- BackendError               a model or its server failed, or a package for it is missing
`-- StoreError                 the database cannot be read or written
"""

from collections.abc import Iterable
from difflib import get_close_matches


class SimulatorError(Exception):
    """Root of all expected failures: its text is one readable line for people."""


class DataFileError(SimulatorError):
    """A data file is not valid. `faults` holds every fault found, one line each."""

    def __init__(self, path: str, faults: Iterable[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__(f"{path} is not valid: " + "; ".join(self.faults))


class UnknownNameError(SimulatorError):
    """A name that does not exist; the text offers the nearest ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        choices = sorted(known)
        near = get_close_matches(name, choices, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        listed = ", ".join(choices) if choices else "none"
        super().__init__(f"Unknown {kind} {name!r}. {hint}Choose one of: {listed}.")


class InputError(SimulatorError):
    """A message, flag or setting that cannot be used as it is."""


class BackendError(SimulatorError):
    """A model or its server failed, or the package for it is not installed."""


class StoreError(SimulatorError):
    """The database cannot be read or written."""
