"""An address of the page -> what it asks for; it knows no components."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

LONGEST = 500
"""Characters of an address that are read."""
_NAMED_BY = {"talk": "talk", "client": "briefing"}
"""Parameters that name their view by themselves: the address of a talk needs no `view`."""
_HOME = "choose"


class Place(NamedTuple):
    """Where the visitor is, what it is about, and what is to be done on the way."""

    view: str
    asked: Mapping[str, str]
    """All other parameters of the address."""

    def get(self, name: str) -> str:
        """A parameter; empty when it was not given."""
        return self.asked.get(name, "")

    @property
    def talk(self) -> str:
        return self.get("talk")

    @property
    def client(self) -> str:
        return self.get("client")

    @property
    def do(self) -> tuple[str, str]:
        """What is to be done on the way, and to what: `do=delete:ID` -> ('delete', 'ID'); empty when nothing is."""
        what, _, whom = self.get("do").partition(":")
        return what, whom

    @property
    def idle(self) -> "Place":
        """The same place with nothing to be done: what an address that is only opened may ask for."""
        return Place(self.view, {name: value for name, value in self.asked.items() if name != "do"})

    @property
    def query(self) -> str:
        """The address of this place; what was done on the way does not stay in it."""
        asked = dict(self.idle.asked)
        return "?" + urlencode(asked if self.view == _view_named_by(asked) else asked | {"view": self.view})


def at(view: str, **asked: str) -> Place:
    """A place by its view and parameters; empty ones are left out."""
    return Place(view, {name: value for name, value in asked.items() if value})


def place_of(query: str) -> Place:
    """The place a query asks for; without a view it is the one its parameters name, else the first page."""
    asked = dict(reversed(parse_qsl(query[:LONGEST].lstrip("?"))))
    view = asked.pop("view", "")
    return Place(view or _view_named_by(asked), asked)


def _view_named_by(asked: Mapping[str, str]) -> str:
    return next((view for name, view in _NAMED_BY.items() if asked.get(name)), _HOME)
