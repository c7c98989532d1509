"""The ear without a model: a message in its talk -> Appraisal; it knows no state of the client and no rubric."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import ACTS, HEARD, Act, Appraisal, Offer, OfferKind, Sentence
from simulator.offline import reading
from simulator.offline.aims import Aims
from simulator.offline.clauses import cue_rows
from simulator.offline.embedder import MOST_SENTENCES, Embedder, Vectors
from simulator.offline.features import content_words, rows
from simulator.offline.head import Head, about, inputs, kind_inputs
from simulator.offline.offers import merged, named, refused, sized
from simulator.offline.rules import by_form, friendly, gives, kept_kind, marked, names_part
from simulator.offline.sentences import split
from simulator.persona import Persona
from simulator.transcript import Transcript

FAINT = 0.05
"""Weaker strengths are left out of an appraisal."""
_SUM_NEAR = 0.45
"""Cosine with a sentence of the client from which such a sum gives back."""


class OfflineAppraiser:
    """Hears acts with the trained head; shared safely, it holds no talk."""

    def __init__(self, embedder: Embedder, head: Head) -> None:
        self._embedder = embedder
        self._head = head
        self._aims = Aims(embedder)

    def appraise(self, text: str, transcript: Transcript, persona: Persona | None = None) -> Appraisal:
        """Appraise `text` as the answer to the last client turn; without `persona` no facts are looked for."""
        before = [turn.text for turn in transcript.turns if turn.role == "client"]
        sentences, offers = self.hear(text, before[-1] if before else "")
        appraisal = Appraisal(
            sentences=tuple(sentences),
            acts=strongest(sentences),
            offer=merged(offers, _wanted(persona)),
            substance=self._substance(sentences, transcript),
            copied=reading.copied(text, before),
            stuffed=reading.stuffed(text, [turn.text for turn in transcript.of("freelancer")], _kinds(sentences)),
            unreadable=reading.unreadable(text, transcript.lang),
        )
        return self._aims.added(appraisal, transcript, persona)

    def hear(self, text: str, context: str) -> tuple[list[Sentence], list[Offer]]:
        """The sentences with their acts, and the offers among them."""
        return self.hear_pieces(split(text), context)

    def hear_pieces(self, pieces: Sequence[str], context: str) -> tuple[list[Sentence], list[Offer]]:
        """The same for a message that is split already."""
        pieces = pieces[:MOST_SENTENCES]
        if not pieces:
            return [], []
        dense, hashed = rows([marked(piece) for piece in pieces], context, self._embedder)
        x = inputs(dense, hashed)
        strengths = self._head.strengths(x, dense)
        heard = [as_sentence(piece, row) for piece, row in zip(pieces, strengths, strict=True)]
        sentences = [gives(friendly(self._summing(by_form(sentence, context), context), len(pieces) == 1)) for sentence in heard]
        offering = [i for i, sentence in enumerate(sentences) if sentence.does("offer")]
        return sentences, self._offers([pieces[i] for i in offering], x[offering], about(dense)) if offering else []

    def _offers(self, offering: Sequence[str], x: Vectors, told: Vectors) -> list[Offer]:
        """The offers of these sentences; `x` has a row for each, `told` is the vector of the message and of its context."""
        kinds = self._head.likeliest(kind_inputs(x, told, cue_rows(offering)))
        offered = [(named(text) or kind, text) for text, kind in zip(offering, kinds, strict=True)]
        return [sized(kind, text) for kind, text in offered if not refused(kind, text)]

    def _summing(self, sentence: Sentence, context: str) -> Sentence:
        """A sum in the form of one ("Am Donnerstag also schon.") that takes up the client's word and meaning gives back, however curt.

        In our own data 28 of 31 such sentences do.
        """
        text = sentence.text
        if text.rstrip().endswith("?") or not reading.sums(text) or not content_words(text) & content_words(context):
            return sentence
        if self._embedder.similarity([text], split(context)).max() < _SUM_NEAR:
            return sentence
        acts = kept_kind(sentence.acts)
        return sentence.model_copy(update={"acts": acts | {"paraphrase": max(acts.get("paraphrase", 0.0), 0.6)}})

    def _substance(self, sentences: Sequence[Sentence], transcript: Transcript) -> float:
        """Share of the telling sentences that speak of this case, of what the client said or of what the freelancer did or left undone."""
        case = transcript.case
        about = [turn.text for turn in transcript.turns]
        about += [case.project, case.agreed, case.complaint, case.trade] if case else []
        known = content_words(" ".join(about))
        telling = [s for s in sentences if not (s.does("courtesy") and len(s.text.split()) < 6)]
        if not telling or not about:
            return 0.0
        hits = [bool(content_words(s.text) & known) or names_part(s) for s in telling]
        return round(sum(hits) / len(telling), 4)


def strongest(sentences: Sequence[Sentence]) -> dict[Act, float]:
    """Per act the strength in the sentence where it is strongest."""
    best: dict[Act, float] = {}
    for sentence in sentences:
        for act, strength in sentence.acts.items():
            best[act] = max(best.get(act, 0.0), strength)
    return best


def _wanted(persona: Persona | None) -> list[OfferKind]:
    """The kinds of offers that meet what the client needs: of several it hears those first."""
    return [kind for need in persona.needs if need.essential for kind in need.met_by] if persona else []


def as_sentence(text: str, row: Sequence[float] | NDArray[np.floating]) -> Sentence:
    """A sentence with the strengths of one row of the head; one without a word does nothing."""
    acts: dict[Act, float] = {act: round(float(s), 3) for act, s in zip(ACTS, row, strict=True) if s >= FAINT}
    if not re.search(r"\w", text):
        acts = {}
    return Sentence(text=text, acts=acts)


def _kinds(sentences: Sequence[Sentence]) -> int:
    """How many different acts are heard."""
    return sum(strength >= HEARD for strength in strongest(sentences).values())
