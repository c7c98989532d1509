"""The personas and rubrics at hand: the shipped ones and those of the user's folder; reads files, judges nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from simulator.errors import DataFileError, InputError, UnknownNameError
from simulator.files import load_persona, load_rubric
from simulator.persona import Persona
from simulator.rubric import Rubric

Value = TypeVar("Value", Persona, Rubric)
_PACKAGE = Path(__file__).parent


def shipped(kind: str) -> Path:
    """The folder of shipped `personas` or `rubrics`: inside the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / "data" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


class Library:
    """Finds clients and rubrics by name; files are read when they are first asked for."""

    def __init__(self, home: Path | None) -> None:
        """`home` is the user's folder with `personas/` and `rubrics/`; None means the shipped ones only."""
        self._home = home
        self._read: dict[tuple[Path, int], Persona | Rubric] = {}

    def personas(self) -> list[Persona]:
        """All clients that can be read, by slug; a broken file of the user's is left out (see `broken`)."""
        return [found for name in sorted(self._paths("personas")) if (found := self._try(name))]

    def broken(self) -> list[DataFileError | InputError]:
        """What is wrong with files that cannot be used."""
        errors: list[DataFileError | InputError] = []
        for slug in self._paths("personas"):
            try:
                self.persona(slug)
            except (DataFileError, InputError) as error:
                errors.append(error)
        return errors

    def persona(self, slug: str) -> Persona:
        """A client by slug. Raises UnknownNameError, or DataFileError when its file is broken."""
        paths = self._paths("personas")
        if slug not in paths:
            raise UnknownNameError("persona", slug, paths)
        persona = self._load(paths[slug], load_persona)
        if persona.slug != slug:
            raise DataFileError(
                str(paths[slug]), [f"slug: is {persona.slug!r}; give the file that name or the client the file's, {slug!r}"]
            )
        return persona

    def rubric(self, name: str) -> Rubric:
        """A rubric by id. Raises UnknownNameError, or DataFileError when its file is broken."""
        paths = self._paths("rubrics")
        if name not in paths:
            raise UnknownNameError("rubric", name, paths)
        return self._load(paths[name], load_rubric)

    def paths(self) -> list[Path]:
        """All persona and rubric files, the shipped ones first."""
        return [*self._paths("personas").values(), *self._paths("rubrics").values()]

    def _try(self, slug: str) -> Persona | None:
        try:
            return self.persona(slug)
        except (DataFileError, InputError):
            return None

    def _paths(self, kind: str) -> dict[str, Path]:
        folders = [shipped(kind)] + ([self._home / kind] if self._home else [])
        return {path.stem: path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))}

    def _load(self, path: Path, read: Callable[[Path], Value]) -> Value:
        try:
            key = (path, path.stat().st_mtime_ns)
        except OSError as error:
            raise InputError(f"Cannot read {path}: {error.strerror or error}. Check the path and its permissions.") from None
        if key not in self._read:
            self._read[key] = read(path)
        return self._read[key]  # type: ignore[return-value]
