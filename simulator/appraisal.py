"""What a message of the freelancer does: acts, offers, and how they fit what the client said; no judgement here."""

from typing import Literal, get_args

from simulator.tokens import Tokens
from simulator.transcript import Frozen

Act = Literal[
    "open_question", "closed_question", "ask_expectation", "ask_needs", "paraphrase", "validate",
    "take_responsibility", "hollow_apology", "explain", "offer", "next_step", "set_boundary", "courtesy",
    "justify", "blame", "dismiss", "attack", "meta",
]  # fmt: skip
ACTS: tuple[Act, ...] = get_args(Act)
QUESTIONS: tuple[Act, ...] = ("ask_expectation", "ask_needs", "open_question", "closed_question")
"""Acts that ask, the most telling first."""
OFFENCES: tuple[Act, ...] = ("justify", "blame", "dismiss", "attack")
"""Acts that speak for the freelancer's own side, against the client."""
HEARD = 0.5
"""An act counts as done from this strength on; strengths are calibrated so that this holds for every act."""

COMPLAINT, CONSENT, HONESTY = "case:complaint", "case:consent", "case:honesty"
"""What a question aims at that asks what is wrong, whether the proposal is fine, or whether a yes is meant; in place of a fact's id."""
ClientQuestion = Literal["price", "date", "reason"]
"""What a client may want to know from the freelancer."""

OfferKind = Literal["discount", "refund", "rework", "extra", "split", "deadline", "none_given"]
OFFER_KINDS: tuple[OfferKind, ...] = get_args(OfferKind)


class Offer(Frozen):
    """What the freelancer proposes. `amount` is money in the case's currency; None means not said."""

    kind: OfferKind
    amount: float | None = None
    percent: float | None = None
    free_hours: float | None = None


class Sentence(Frozen):
    """One sentence of a message and what it does, strengths in [0, 1]."""

    text: str
    acts: dict[Act, float]

    def does(self, act: Act) -> bool:
        return self.acts.get(act, 0.0) >= HEARD


class Appraisal(Frozen):
    """How one message comes across."""

    sentences: tuple[Sentence, ...] = ()
    acts: dict[Act, float] = {}
    """Strength per act in [0, 1]; an act that is missing has strength 0."""
    offer: Offer | None = None
    asked: tuple[str, ...] = ()
    """Ids of the client's facts a question of this message aims at, best match first; or `COMPLAINT`, `CONSENT`, `HONESTY`."""
    matched: tuple[str, ...] = ()
    """What a paraphrase rightly gives back: ids of facts, or `turn:N` for a turn of the client."""
    mistaken: tuple[str, ...] = ()
    """Ids of facts a paraphrase gets wrong."""
    owed: ClientQuestion | None = None
    """What the client asked in its last turn; None when it asked nothing of the kind."""
    answered: bool = False
    """True when this message answers what is owed."""
    substance: float = 0.0
    """Share of this message that refers to this very case or the client's words, in [0, 1]; 0 is a stock phrase."""
    copied: float = 0.0
    """Share of the words taken over from the client in runs of five or more, in [0, 1]."""
    stuffed: bool = False
    """True when phrases are strung together without being sentences, or repeated from earlier messages."""
    unreadable: bool = False
    """True for gibberish or for another language than the talk's."""
    notice: str = ""
    """What an ear had to report, such as a model that failed; empty when all went well."""
    tokens: Tokens | None = None
    """What a model read and wrote to hear this; None when none was asked."""

    def does(self, act: Act) -> bool:
        return self.acts.get(act, 0.0) >= HEARD

    def sentence_with(self, *acts: Act) -> str:
        """The sentence in which one of the acts is strongest; empty when none is heard."""
        heard = [(s.acts.get(act, 0.0), s.text) for s in self.sentences for act in acts if s.does(act)]
        return max(heard)[1] if heard else ""
