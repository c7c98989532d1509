"""The client as its author wrote it: schema of personas/*.yaml; it reads no file and knows no rubric."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from simulator.appraisal import Act, OfferKind
from simulator.transcript import Case, Frozen, Lang

Mood = Literal["hot", "cool", "warm"]
Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
FactRole = Literal["expectation", "source", "need", "detail"]
Temperament = Literal[
    "choleric", "icy", "disappointed", "anxious", "sarcastic", "silent", "bargainer", "know_it_all",
    "undecided", "price_shocked", "abusive", "agreeable",
]  # fmt: skip
MoveKind = Literal[
    "reveal", "vent", "withhold", "unknown", "confirm", "correct", "soften", "hear_out", "respect", "wait",
    "react_justify", "react_blame", "react_attack", "react_dismiss", "react_empty", "react_apology",
    "react_lecture", "premature_offer", "too_little", "too_much", "wrong_remedy", "refuse", "state_need",
    "ask_terms", "feign", "accept", "accept_grudgingly", "threaten", "leave", "escalate", "return_to_point", "call_out",
    "puzzled",
]  # fmt: skip
ALL: tuple[Mood, ...] = ("hot", "cool", "warm")
MOODS_OF: dict[MoveKind, tuple[Mood, ...]] = {move: ALL for move in get_args(MoveKind) if move != "reveal"} | {
    "react_attack": ("hot", "cool"),
    "too_much": ("cool", "warm"),
    "accept": ("cool", "warm"),
    "accept_grudgingly": ("hot", "cool"),
    "refuse": ("hot", "cool"),
    "threaten": ("hot", "cool"),
    "leave": ("hot", "cool"),
    "escalate": ("hot", "cool"),
}
"""In which moods a move can occur and must have lines; `reveal` speaks the lines of its fact."""
ONLY: dict[MoveKind, Temperament] = {"feign": "agreeable"}
"""Moves that only clients of one temperament make; the others need no lines for them."""
SLOTS = ("quote", "number")
"""What a line may hold in braces: `quote` is a snippet of the freelancer's own words, `number` the offer's size."""

Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Levels(Frozen):
    """The client's state in numbers."""

    anger: Share
    trust: Share
    understood: Share
    """Does the client feel understood?"""
    patience: Share
    clarity: Share
    """Do both know how the gap arose and what the terms are?"""


class Nature(Frozen):
    """The temperament in numbers; `state.advance` is driven by them."""

    anger_step: Annotated[float, Field(gt=0, le=0.15)] = 0.15
    """Most that anger may fall in one turn."""
    heat: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    """Factor on every rise of anger."""
    warmth: Annotated[float, Field(ge=0.5, le=1.5)] = 1.0
    """Factor on every rise of trust."""
    residue: Annotated[float, Field(ge=0, le=0.3)] = 0.1
    """Anger that stays even in the best state."""
    proofs: Annotated[int, Field(ge=1, le=5)] = 2
    """How many times the freelancer must show that it understood before an offer can please."""
    patience_loss: Annotated[float, Field(ge=0.01, le=0.2)] = 0.06
    """Patience lost in a turn that brings nothing."""
    exit: Literal["walked_out", "escalated"] = "walked_out"
    """What this client does at the end of its patience."""


class Sensitivity(Frozen):
    """An act that works on this client more than on others: a trigger or a soother."""

    act: Act
    factor: Annotated[float, Field(ge=1, le=3)]


class Need(Frozen):
    """What the client must get to be satisfied; kinds of offer that meet it."""

    id: Text
    essential: bool = True
    met_by: Annotated[tuple[OfferKind, ...], Field(min_length=1)]


class Fair(Frozen):
    """The zone of a fair concession: shares of the price in percent, and free hours of work."""

    percent: tuple[Annotated[float, Field(ge=0, le=100)], Annotated[float, Field(ge=0, le=100)]]
    hours: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for name, (low, high) in (("percent", self.percent), ("hours", self.hours)):
            if low > high:
                raise ValueError(f"{name}: the lower bound {low:g} is above the upper bound {high:g}")
        return self


class Fact(Frozen):
    """Something the client knows. Hidden ones open by a fitting question AND trust of at least `gate`."""

    id: Text
    role: FactRole
    hidden: bool = False
    gate: Share = 0.0


class Economics(Frozen):
    """What this client is worth over time; inputs of the ledger."""

    orders_per_year: Annotated[float, Field(ge=0)]
    order_value: Annotated[float, Field(ge=0)]
    margin: Share
    referrals_per_year: Annotated[float, Field(ge=0)]
    hourly_rate: Annotated[float, Field(ge=0)]


class FactText(Frozen):
    """A fact in one language."""

    truth: Text
    """The fact in the third person, one sentence: paraphrases are compared with it."""
    ask: Annotated[tuple[Text, ...], Field(min_length=3)]
    """Questions of a freelancer that aim at this fact."""
    tell: Annotated[tuple[Text, ...], Field(min_length=2)]
    """The client's own words for it, variants."""
    wrong: tuple[Text, ...] = ()
    """Likely misreadings, as a freelancer would put them; the client corrects them."""


class Document(Frozen):
    """A paper of the briefing."""

    kind: Literal["offer", "brief", "invoice", "complaint", "notes"]
    title: Text
    text: Text


class CaseText(Frozen):
    """The case in one language; `trade` is the freelancer's."""

    trade: Text
    project: Text
    agreed: Text
    delivered: Text
    complaint: Text
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """Where the client of this language pays in another currency than the persona's; None when not."""


class PersonaText(Frozen):
    """Everything of a persona that is language."""

    name: Text
    who: Text
    """Who the client is, e.g. 'Inhaberin der Bäckerei Kornmüller'."""
    situation: Text
    """One line for the card, in the client's voice."""
    character: Text
    """How this client thinks and speaks, two to four sentences."""
    address: Literal["Sie", "du", "you"]
    levels: dict[Difficulty, Text]
    """One sentence per difficulty: what makes it easier or harder."""
    case: CaseText
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    you_know: Annotated[tuple[Text, ...], Field(min_length=1)]
    goal: Text
    opening: Annotated[tuple[Text, ...], Field(min_length=1)]
    facts: dict[str, FactText]
    needs: dict[str, Text]
    lines: dict[MoveKind, dict[Mood, tuple[Text, ...]]]


class Portrait(Frozen):
    """How the client is drawn; colours as #rrggbb."""

    hair: Literal["short", "long", "bun", "curly", "bob", "bald"] = "short"
    hair_color: Colour = "#4a3b32"
    skin: Colour = "#e8b995"
    top: Colour = "#5b6b7a"
    beard: bool = False
    glasses: bool = False


class Persona(Frozen):
    """A client to practise with."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    temperament: Temperament
    difficulty: Difficulty = "medium"
    minutes: Annotated[int, Field(ge=1, le=60)] = 12
    trains: tuple[Text, ...] = ()
    """Names of the skills this client is good practice for."""
    price: Annotated[float, Field(ge=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    start: Levels
    nature: Nature
    triggers: tuple[Sensitivity, ...] = ()
    soothers: tuple[Sensitivity, ...] = ()
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    fair: Fair
    facts: Annotated[tuple[Fact, ...], Field(min_length=3)]
    economics: Economics
    portrait: Portrait = Portrait()
    de: PersonaText | None = None
    en: PersonaText | None = None

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages this client speaks."""
        return tuple(lang for lang, text in (("de", self.de), ("en", self.en)) if text)  # type: ignore[misc]

    def text(self, lang: Lang) -> PersonaText:
        """The texts in one language. Raises KeyError when the persona does not speak it."""
        found = self.de if lang == "de" else self.en
        if found is None:
            raise KeyError(lang)
        return found

    def case(self, lang: Lang) -> Case:
        """The case as transcripts carry it."""
        text = self.text(lang).case
        return Case(
            trade=text.trade, project=text.project, agreed=text.agreed, price=self.price,
            currency=text.currency or self.currency, complaint=text.complaint,
        )  # fmt: skip

    def fact(self, fact_id: str) -> Fact:
        """The fact with this id. Raises KeyError when there is none."""
        return {fact.id: fact for fact in self.facts}[fact_id]
