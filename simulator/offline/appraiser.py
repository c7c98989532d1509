"""The ear without a model: a message in its talk -> Appraisal; it knows no state of the client and no rubric."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import ACTS, HEARD, Act, Appraisal, Offer, Sentence
from simulator.offline import reading
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words, rows
from simulator.offline.head import Head, inputs
from simulator.offline.offers import merged, sized
from simulator.offline.sentences import split
from simulator.persona import Persona, PersonaText
from simulator.transcript import Transcript

QUESTIONS: tuple[Act, ...] = ("open_question", "closed_question", "ask_expectation", "ask_needs")
AIMS = 0.5
"""Cosine from which a question aims at a fact; measured on the personas' own questions (docs/ear.md)."""
MATCHES = 0.42
"""Cosine from which a paraphrase gives back what the client said."""
MISTAKES = 0.6
"""Cosine from which a paraphrase is the misreading an author foresaw."""
FAINT = 0.05
"""Weaker strengths are left out of an appraisal."""


class OfflineAppraiser:
    """Hears acts with the trained head; shared safely, it holds no talk."""

    def __init__(self, embedder: Embedder, head: Head) -> None:
        self._embedder = embedder
        self._head = head

    def appraise(self, text: str, transcript: Transcript, persona: Persona | None = None) -> Appraisal:
        """Appraise `text` as the answer to the last client turn; without `persona` no facts are looked for."""
        before = [turn.text for turn in transcript.turns if turn.role == "client"]
        sentences, offers = self.hear(text, before[-1] if before else "")
        appraisal = Appraisal(
            sentences=tuple(sentences),
            acts=strongest(sentences),
            offer=merged(offers),
            substance=self._substance(sentences, transcript),
            copied=reading.copied(text, before),
            stuffed=reading.stuffed(text, [turn.text for turn in transcript.of("freelancer")], _kinds(sentences)),
            unreadable=reading.unreadable(text, transcript.lang),
        )
        return self._with_aims(appraisal, transcript, persona)

    def hear(self, text: str, context: str) -> tuple[list[Sentence], list[Offer]]:
        """The sentences with their acts, and the offers among them."""
        return self.hear_pieces(split(text), context)

    def hear_pieces(self, pieces: Sequence[str], context: str) -> tuple[list[Sentence], list[Offer]]:
        """The same for a message that is split already."""
        pieces = pieces[:MOST_SENTENCES]
        if not pieces:
            return [], []
        dense, hashed = rows(pieces, context, self._embedder)
        x = inputs(dense, hashed)
        strengths = self._head.strengths(x, dense)
        sentences = [as_sentence(piece, row) for piece, row in zip(pieces, strengths, strict=True)]
        offers = [sized(self._head.kind(x[i : i + 1]), s.text) for i, s in enumerate(sentences) if s.does("offer")]
        return sentences, offers

    def _substance(self, sentences: Sequence[Sentence], transcript: Transcript) -> float:
        """Share of the telling sentences that speak of this case or of what the client said."""
        case = transcript.case
        about = [turn.text for turn in transcript.turns]
        about += [case.project, case.agreed, case.complaint, case.trade] if case else []
        known = content_words(" ".join(about))
        telling = [s for s in sentences if not (s.does("courtesy") and len(s.text.split()) < 6)]
        if not telling or not about:
            return 0.0
        hits = [bool(content_words(s.text) & known) for s in telling]
        return round(sum(hits) / len(telling), 4)

    def _with_aims(self, appraisal: Appraisal, transcript: Transcript, persona: Persona | None) -> Appraisal:
        """The appraisal with the facts its questions aim at and what its paraphrases give back."""
        text = persona.text(transcript.lang) if persona and transcript.lang in persona.langs else None
        questions = [s.text for s in appraisal.sentences if any(s.does(act) for act in QUESTIONS)]
        told = [s.text for s in appraisal.sentences if s.does("paraphrase")]
        told += [s.text for s in appraisal.sentences if s.does("validate") and not s.does("paraphrase")]
        matched = self._given_back(told, transcript)
        asked: list[str] = []
        mistaken: list[str] = []
        if text:
            asked = self._aimed(questions, {fact_id: fact.ask for fact_id, fact in text.facts.items()}, AIMS)
            right, mistaken = self._compared(told, text)
            matched = [*right, *matched] if told else []
        return appraisal.model_copy(update={"asked": tuple(asked), "matched": tuple(matched), "mistaken": tuple(mistaken)})

    def _aimed(self, said: Sequence[str], targets: dict[str, tuple[str, ...]], bar: float) -> list[str]:
        """Ids whose examples come near to what was said, the nearest first."""
        if not said or not targets:
            return []
        owners = [fact_id for fact_id, examples in targets.items() for _ in examples]
        cosines = self._embedder.similarity(said, [example for examples in targets.values() for example in examples]).max(axis=0)
        best = {fact_id: max(c for owner, c in zip(owners, cosines, strict=True) if owner == fact_id) for fact_id in targets}
        return [fact_id for fact_id in sorted(best, key=lambda i: -best[i]) if best[fact_id] >= bar]

    def _given_back(self, told: Sequence[str], transcript: Transcript) -> list[str]:
        """Turns of the client that are given back in own words."""
        listed = [(i, piece) for i, turn in enumerate(transcript.turns) if turn.role == "client" for piece in split(turn.text)]
        if not told or not listed:
            return []
        cosines = self._embedder.similarity(told, [piece for _, piece in listed])
        found: list[str] = []
        for row, sentence in zip(cosines, told, strict=True):
            shared = [len(content_words(sentence) & content_words(piece)) for _, piece in listed]
            scores = [float(c) + 0.12 * min(n, 3) for c, n in zip(row, shared, strict=True)]
            best = int(np.argmax(scores))
            if scores[best] >= MATCHES and (name := f"turn:{listed[best][0]}") not in found:
                found.append(name)
        return found

    def _compared(self, told: Sequence[str], text: PersonaText) -> tuple[list[str], list[str]]:
        """(facts rightly given back, facts given back wrongly): truth against the foreseen misreadings."""
        truths = {fact_id: (fact.truth, *fact.tell) for fact_id, fact in text.facts.items()}
        wrongs = {fact_id: fact.wrong for fact_id, fact in text.facts.items() if fact.wrong}
        right = self._aimed(told, truths, MISTAKES - 0.1)[:1]
        wrong = self._aimed(told, wrongs, MISTAKES)[:1]
        if wrong and self._nearer(told, wrongs[wrong[0]], truths[wrong[0]]):
            return [], wrong
        return right, []

    def _nearer(self, told: Sequence[str], one: Sequence[str], other: Sequence[str]) -> bool:
        return bool(self._embedder.similarity(told, one).max() > self._embedder.similarity(told, other).max() + 0.05)


MOST_SENTENCES = 60
"""Sentences of one message that are heard; a longer message is a wall of text and adds nothing."""


def strongest(sentences: Sequence[Sentence]) -> dict[Act, float]:
    """Per act the strength in the sentence where it is strongest."""
    best: dict[Act, float] = {}
    for sentence in sentences:
        for act, strength in sentence.acts.items():
            best[act] = max(best.get(act, 0.0), strength)
    return best


def as_sentence(text: str, row: Sequence[float] | NDArray[np.floating]) -> Sentence:
    """A sentence with the strengths of one row of the head; one without a word does nothing."""
    acts: dict[Act, float] = {act: round(float(s), 3) for act, s in zip(ACTS, row, strict=True) if s >= FAINT}
    if not re.search(r"\w", text):
        acts = {}
    return Sentence(text=text, acts=acts)


def _kinds(sentences: Sequence[Sentence]) -> int:
    """How many different acts are heard."""
    return sum(strength >= HEARD for strength in strongest(sentences).values())
