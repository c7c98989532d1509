"""One message as the client meets it: what it asks for, what it gives back, what the client remembers; nothing is decided here."""

from typing import Literal, NamedTuple

from simulator.appraisal import COMPLAINT, CONSENT, HONESTY, OFFENCES, QUESTIONS, Act, Appraisal, Offer
from simulator.persona import Fact, FactRole, Levels, Mood, Persona
from simulator.transcript import Frozen

Weight = Literal["premature", "too_little", "fair", "too_much", "wrong_remedy", "vague"]
"""How an offer weighs for this client now."""

COPIED = 0.5
"""From this share of words in the client's own order on, a message is an echo."""
CLEAR = 0.85
"""From this strength on a slip is never let pass; below it may be, in a message that listens."""
CLEAR_INSULT = 0.7
"""The same for insult, blame and self-defence: "I understand, but" is no listening."""
ROLES: dict[Act, tuple[FactRole, ...]] = {"ask_needs": ("need",), "ask_expectation": ("expectation", "source")}
"""What a question means by its kind alone, when no example of a fact comes near it."""


PLAINER = 0.2
"""So much clearer than any offence of its sentence an own part is named."""
PLAINLY = 0.9
"""From this strength on the kind of a question says more than a detail it happens to come near."""


class Memory(Frozen):
    """What the client remembers of the talk."""

    turn: int = 0
    revealed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Facts that were asked for, also in vain."""
    shown: tuple[str, ...] = ()
    """What the freelancer has rightly given back; it earns only once."""
    owned: int = 0
    justified: int = 0
    phrases: int = 0
    """Empathic phrases with nothing behind them."""
    felt: bool = False
    """True once sympathy came with something behind it; it earns only once."""
    offers: int = 0
    premature: int = 0
    proofs: int = 0
    """How often the freelancer showed that it understood."""
    standing: Offer | None = None
    weight: Weight | None = None
    """How the standing offer weighs; None without one."""
    terms: bool = False
    """True once a concrete next step was named."""
    settled: bool = False
    """True after a message that named the next step to what the client had wished for, and was offered before it felt understood."""
    warned: bool = False
    sore: int = 0
    """Turns an insult or blame still smarts: nothing hidden is told meanwhile."""
    feigned: bool = False
    """True while a yes stands that was not meant."""
    admitted: bool = False
    """True once such a yes was taken back; it comes once."""
    mood: Mood | None = None
    """The mood of the last answer; None before the first."""


class View(NamedTuple):
    """One message, with the client it meets."""

    memory: Memory
    levels: Levels
    said: Appraisal
    persona: Persona
    target: Fact | None
    """The untold fact this message asks for; None when it asks for none."""
    fresh: tuple[str, ...]
    """What the message rightly gives back for the first time."""
    weight: Weight | None = None
    """How the offer of this message weighs; None without one."""
    first: bool = False
    """Is it the first message?"""

    def role_told(self, role: FactRole) -> bool:
        """Was a fact of this role told?"""
        return any(self.persona.fact(fact_id).role == role for fact_id in self.memory.revealed)

    def role_known(self, role: FactRole) -> bool:
        """Was a fact of this role told, or found out and rightly put to the client?"""
        return self.role_told(role) or any(fact.role == role and fact.id in self.memory.shown for fact in self.persona.facts)

    @property
    def counts(self) -> bool:
        """Echoes, strings of phrases and noise earn nothing, whatever else is heard in them."""
        said = self.said
        return not (said.unreadable or said.stuffed or said.copied >= COPIED or said.does("meta"))

    @property
    def asks_complaint(self) -> bool:
        """Does the message ask what is wrong, or for an honest word where no yes stands?"""
        if self.target:  # what is wrong was told already, and something else is asked for too
            return False
        return self.said.asked[:1] == (COMPLAINT,) or (self.said.asked[:1] == (HONESTY,) and not self.memory.feigned)

    @property
    def seeks_consent(self) -> bool:
        """Does the message only ask whether a proposal is fine?"""
        return self.said.asked[:1] == (CONSENT,)

    @property
    def asks(self) -> bool:
        """Does the message ask for something the client knows?"""
        return (bool(self.said.asked) or any(self.said.does(act) for act in QUESTIONS)) and not self.seeks_consent

    @property
    def asks_honestly(self) -> bool:
        """Does the message ask whether the client means what it says, or anything else that lets it speak?"""
        return self.said.asked[:1] == (HONESTY,) or self.asks

    @property
    def shows_interest(self) -> bool:
        """The message asks or gives back something that counts, or answers what the client asked."""
        return bool(self.fresh or self.target or self.asks_complaint or self.said.answered)

    @property
    def passes_over(self) -> bool:
        """The client had a question, and the message neither answers it nor brings anything else."""
        said = self.said
        return said.owed is not None and not self.shows_interest and not said.offer and not self.owns

    @property
    def owns(self) -> bool:
        """Is an own part named, in a sentence that does so more clearly than it offends? "I kept to what we agreed" sounds like both."""
        owning = [s.acts for s in self.said.sentences if s.does("take_responsibility")]
        plain = [acts for acts in owning if acts["take_responsibility"] >= max(acts.get(act, 0.0) for act in OFFENCES) + PLAINER]
        return self.said.does("take_responsibility") and bool(plain or not owning)

    def wished(self, offer: Offer | None) -> bool:
        """Does the offer take up a need that the client has told?"""
        return offer is not None and self.role_told("need") and any(offer.kind in need.met_by for need in self.persona.needs)

    @property
    def settles(self) -> bool:
        """What the client wished for was offered before it felt understood; here is no other offer, but the next step."""
        memory, offer = self.memory, self.said.offer
        sized = offer is not None and (offer.amount, offer.percent, offer.free_hours) != (None, None, None)
        return memory.weight == "premature" and self.wished(memory.standing) and self.said.does("next_step") and not sized

    @property
    def offends(self) -> bool:
        """Is an offence heard and not let pass?"""
        return any(self.hurts_by(act) for act in OFFENCES)

    def lets_pass(self, act: Act) -> bool:
        """A faint offence in a message that listens, or in a first one that asks for something, is let pass; a clear one never is."""
        strength, said = self.said.acts.get(act, 0.0), self.said
        if act in ("attack", "blame"):
            return strength < CLEAR_INSULT and bool(self.fresh or self.owns or (self.first and self.shows_interest))
        helpful = self.shows_interest or self.owns or self.weight == "fair" or self.settles or (act == "dismiss" and said.offer)
        late = self.levels.understood >= 0.5 and (said.does("explain") or said.does("next_step"))
        return strength < (CLEAR_INSULT if act == "justify" else CLEAR) and bool(helpful or late)

    def hurts_by(self, act: Act) -> bool:
        """Is this offence heard and not let pass?"""
        return self.said.does(act) and not self.lets_pass(act)


def look(memory: Memory, levels: Levels, said: Appraisal, persona: Persona) -> View:
    """The message as this client meets it, its offer not yet weighed."""
    fresh = tuple(item for item in said.matched if item not in memory.shown)
    return View(memory, levels, said, persona, _target(memory, said, persona), fresh, first=memory.turn == 0)


def _target(memory: Memory, said: Appraisal, persona: Persona) -> Fact | None:
    """The fact asked for: among those the question aims at the one its kind means, else the nearest; else what its kind means."""
    asked = said.asked[1:] if len(said.asked) > 1 and said.asked[0] == COMPLAINT and COMPLAINT in memory.asked else said.asked
    if asked[:1] in ((COMPLAINT,), (CONSENT,), (HONESTY,)):
        return None
    known = {fact.id: fact for fact in persona.facts}
    aimed = [known[fact_id] for fact_id in asked if fact_id in known]
    untold = [fact for fact in aimed if fact.id not in memory.revealed]
    roles = [role for act, meant in ROLES.items() if said.does(act) for role in meant]
    fitting = [fact for role in roles for fact in untold if fact.role == role]
    plain = [meant[0] for act, meant in ROLES.items() if said.acts.get(act, 0.0) >= PLAINLY]
    if not fitting and (meant := [fact for fact in persona.facts if fact.role in plain and fact.id not in memory.revealed]):
        return meant[0]
    if untold:
        return (fitting or untold)[0]
    if aimed and aimed[0].role in roles:
        return None
    return next((fact for role in roles for fact in persona.facts if fact.role == role and fact.id not in memory.revealed), None)
