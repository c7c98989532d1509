"""An address of the page -> what it asks for; it knows no components."""

from typing import Literal, NamedTuple
from urllib.parse import parse_qs

View = Literal["choose", "briefing", "talk", "report", "progress"]
VIEWS: tuple[View, ...] = ("choose", "briefing", "talk", "report", "progress")


class Place(NamedTuple):
    """Where the visitor is, and what is to be done on the way."""

    view: View
    client: str = ""
    talk: str = ""
    branch: int | None = None
    """Freelancer turn to branch off from; None for none."""
    delete: str = ""

    @property
    def query(self) -> str:
        """The address of this place; actions do not stay in it."""
        if self.view == "briefing":
            return f"?client={self.client}"
        if self.view in ("talk", "report"):
            return f"?talk={self.talk}" + ("&view=report" if self.view == "report" else "")
        return "?view=progress" if self.view == "progress" else "?"


def place_of(query: str) -> Place:
    """The place a query asks for; whatever cannot be understood leads to the first page."""
    asked = {name: values[0] for name, values in parse_qs(query[:500].lstrip("?")).items()}
    branch = asked.get("branch", "")
    if asked.get("talk"):
        view: View = "report" if asked.get("view") == "report" else "talk"
        return Place(view, talk=asked["talk"], branch=int(branch) if branch.isdecimal() else None)
    if asked.get("client"):
        return Place("briefing", client=asked["client"])
    if asked.get("view") == "progress":
        return Place("progress", delete=asked.get("delete", ""))
    return Place("choose")
