"""A coach's texts: YAML -> its faults or its value, and files in the user's folder; it plays and judges nothing, and shipped files are never touched."""

from pathlib import Path
from typing import Literal

from simulator.errors import InputError
from simulator.files import Fault, FileFaultsError, as_persona, as_rubric, read_text
from simulator.library import shipped
from simulator.persona import Persona
from simulator.rubric import Rubric

Kind = Literal["personas", "rubrics"]


class Workshop:
    """Reads and writes the persona and rubric files of one user's folder."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def names(self, kind: Kind) -> dict[str, bool]:
        """Every file's name, and whether it is the user's own; an own file hides a shipped one of the same name."""
        return dict.fromkeys(_stems(shipped(kind)), False) | dict.fromkeys(_stems(self._home / kind), True)

    def text(self, kind: Kind, name: str) -> str:
        """The text of a file, the user's own before the shipped one. Raises InputError when there is none."""
        if name not in self.names(kind):
            raise InputError(f"There is no file {name!r} in {kind}. Choose one of: {', '.join(sorted(self.names(kind)))}.")
        own = self._path(kind, name)
        return read_text(own if own.is_file() else shipped(kind) / own.name)

    def faults(self, kind: Kind, text: str) -> list[Fault]:
        """Everything wrong with a text, in its order; empty when it can be saved and used."""
        try:
            self.value(kind, text)
        except FileFaultsError as error:
            return list(error.found)
        return []

    def value(self, kind: Kind, text: str) -> Persona | Rubric:
        """The persona or rubric of a text. Raises DataFileError with every fault."""
        return as_persona(text, _UNSAVED) if kind == "personas" else as_rubric(text, _UNSAVED)

    def save(self, kind: Kind, text: str, replace: bool = False) -> str:
        """Write a text to the user's folder under its own name, and return that.

        Raises DataFileError for a faulty text, InputError when the name is taken and `replace` is not given, or the file cannot be written.
        """
        value = self.value(kind, text)
        name = value.slug if isinstance(value, Persona) else value.id
        if not replace and name in self.names(kind):
            raise InputError(f"{name!r} is there already. Give it another name, or choose to replace it.")
        write(self._path(kind, name), (text.rstrip("\n") + "\n").encode(), replace=True)
        return name

    def free(self, kind: Kind, name: str) -> str:
        """The name, or the first of name-2, name-3 ... that is not taken."""
        taken = self.names(kind)
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(other for other in numbered if other not in taken)

    def _path(self, kind: Kind, name: str) -> Path:
        return self._home / kind / f"{name}.yaml"


_UNSAVED = Path("text")
"""What a text is called that stands in no file yet."""


def write(path: Path, content: bytes, replace: bool = False) -> None:
    """Write a file; one that is there is left alone unless `replace`. Raises InputError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb" if replace else "xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise InputError(f"{path} is there already. Move it away, or choose another file with --out.") from None
    except OSError as error:
        raise InputError(f"Cannot write {path}: {error.strerror or error}. Check the path and its permissions.") from None


def _stems(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml")) if folder.is_dir() else []
