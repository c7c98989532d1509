"""What every page is: its components, how a place is shown on them, and what its events do; it knows no page in particular."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from simulator.persona import Persona
from simulator.talks import Talks
from simulator.transcript import Lang
from simulator.ui.state import Place
from simulator.ui.texts import Texts

if TYPE_CHECKING:
    from simulator.build import Simulator

Updates = dict[Any, Any]
"""Components with what they show from now on; one that is missing stays as it is."""


@dataclass(frozen=True)
class Service:
    """What a page may ask: the simulator, the kept talks, and why they are perhaps not kept."""

    simulator: "Simulator"
    talks: Talks
    warning: str = ""
    _visited: Event = field(default_factory=Event)

    def welcome(self) -> None:
        """Somebody has come. The first time, load what a turn needs while they look round: before, it would hold up their first page."""
        if not self._visited.is_set():
            self._visited.set()
            Thread(target=self.simulator.appraise, args=("Guten Tag.",), daemon=True).start()

    def expect(self, client: Persona, lang: Lang) -> None:
        """Somebody is about to talk with this client: get ready meanwhile."""
        Thread(target=self.simulator.prepare, args=(client, lang), daemon=True).start()


class Wires(Protocol):
    """How a page connects its events."""

    url: Any
    """The component that holds the address of the current place."""

    def leads(self, event: Any, where: Callable[..., Place], inputs: Sequence[Any], **options: Any) -> None:
        """On the event go to the place `where` names; a SimulatorError becomes a notice and nothing changes."""

    def shows(self, event: Any, what: Callable[..., Any], inputs: Sequence[Any], outputs: Any, **options: Any) -> Any:
        """On the event show what `what` gives on `outputs`; a SimulatorError becomes a notice and nothing changes."""


class Page:
    """One page in one language. To make one: lay out the components in the constructor, say in `show` what stands on them, connect events in `wire`."""

    view: ClassVar[str]
    """Its name in addresses, in the texts and in `elem_id`."""
    in_head: ClassVar[bool] = False
    """Does a link in the head lead here?"""

    def __init__(self, t: Texts, service: Service) -> None:
        self.t = t
        self.service = service

    @property
    def parts(self) -> list[Any]:
        """Every component of the page: its attributes that have an id in Gradio."""
        return [part for part in vars(self).values() if hasattr(part, "_id")]

    def show(self, place: Place) -> Updates:
        """The page at this place. Raises SimulatorError when there is no such place."""
        raise NotImplementedError

    def act(self, place: Place) -> Place:
        """Do what `place.do` says and return where that leads; only a link that was followed gets here, never an address that was opened."""
        return place.idle

    def wire(self, wires: Wires) -> None:
        """Connect the page's own events."""
