"""What is heard of one freelancer turn: acts, offer, fit, and how it stands to the case; the value the judge works on."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.appraisal import OFFENCES, Act, Offer, Sentence
from simulator.offline.ground import Standing


@dataclass(frozen=True)
class Heard:
    """One freelancer turn as the ear hears it. `turn` is its index in the transcript."""

    turn: int
    text: str
    before: str
    """The client's turn before; empty when there was none."""
    after: str
    """The client's answer; empty when there is none."""
    sentences: tuple[Sentence, ...]
    """What was said to this client, each an exact substring of the turn; empty when all of it was copied, repeated or generic."""
    grounds: tuple[tuple[float, Standing], ...]
    """Of every sentence that hurts nobody, also of those left out, how much it helps and how it stands to the case."""
    phrases: float
    """How much help stands in sentences that could be said to any client, each heard by itself."""
    words: int
    """Words that are not the client's."""
    told: float
    """Weight of the different telling words it shares with case and client; 2 at most."""
    offered: float
    """Weight of the telling words of the case and the client's last turn, which it could have taken up; 2 at most."""
    acts: Mapping[Act, float]
    """Strength per act, softened: 0 below 0.25, 1 from 0.75 on; good acts count little in a turn without worth."""
    offer: Offer | None
    gives: float | None
    """Per cent of the price that the offer gives; None when there is none, or it cannot be told."""
    fit: float
    """How well its paraphrases give back what the client said, in [0, 1]."""
    readable: bool
    """False for gibberish and for another language than the talk's."""
    worth: float
    """1 for a sincere message, 0.1 for a string of phrases, noise or a repetition."""

    def does(self, act: Act) -> float:
        return self.acts.get(act, 0.0)

    @property
    def hurts(self) -> float:
        """How clearly it does what puts the client off, in [0, 1]."""
        return max(self.does(act) for act in OFFENCES)

    @property
    def said(self) -> str:
        """What was said to this client."""
        return " ".join(sentence.text for sentence in self.sentences)
