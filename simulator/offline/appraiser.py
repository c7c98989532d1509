"""The ear without a model: a message in its talk -> Appraisal; it knows no state of the client and no rubric."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import ACTS, HEARD, OFFENCES, QUESTIONS, Act, Appraisal, Offer, OfferKind, Sentence
from simulator.offline import reading
from simulator.offline.aims import Aims
from simulator.offline.clauses import cue_rows
from simulator.offline.embedder import MOST_SENTENCES, Embedder, Vectors
from simulator.offline.features import content_words, rows, words
from simulator.offline.head import Head, about, inputs, kind_inputs
from simulator.offline.offers import merged, named, refused, sized, weighed
from simulator.offline.sentences import split
from simulator.offline.words import word_sets
from simulator.persona import Persona
from simulator.transcript import Transcript

_ASKS = word_sets("sets")["asks"]
FAINT = 0.05
"""Weaker strengths are left out of an appraisal."""
_SUM_NEAR = 0.45
"""Cosine with a sentence of the client from which such a sum gives back."""
_CLEAR, _STILL_CLEARER = 0.6, 0.15
"""From this strength on sympathy and courtesy are clear, and a dismissal that is stronger by more than this is clearer still."""


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
        dense, hashed = rows(pieces, context, self._embedder)
        x = inputs(dense, hashed)
        strengths = self._head.strengths(x, dense)
        heard = [as_sentence(piece, row) for piece, row in zip(pieces, strengths, strict=True)]
        sentences = [
            _offering(_friendly(self._summing(_inviting(_asking(_denying(sentence), context)), context), len(pieces) == 1)) for sentence in heard
        ]
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
        acts = _kept_kind(sentence.acts)
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
        hits = [bool(content_words(s.text) & known) or _names_part(s) for s in telling]
        return round(sum(hits) / len(telling), 4)


def strongest(sentences: Sequence[Sentence]) -> dict[Act, float]:
    """Per act the strength in the sentence where it is strongest."""
    best: dict[Act, float] = {}
    for sentence in sentences:
        for act, strength in sentence.acts.items():
            best[act] = max(best.get(act, 0.0), strength)
    return best


def _asking(sentence: Sentence, context: str) -> Sentence:
    """A question with an asking word in front that takes up a word of the client does ask, however curt it sounds.

    In our own talks and contrasts 197 of 201 such sentences ask and hurt nobody.
    """
    listed = words(sentence.text)
    asks = bool(listed) and listed[0] in _ASKS and sentence.text.rstrip().endswith("?")
    if not (asks and content_words(sentence.text) & content_words(context)):
        return sentence
    return _kindly_asked(sentence, "closed_question")


_DENIES = re.compile(
    r"\b(?:not|isn't|wasn't|ain't|hardly) (?:my|our) (?:fault|mistake|problem|doing|job|error|business)\b|\b(?:not|isn't|wasn't) on me\b|\bno fault of mine\b"
    r"|\bnicht (?:meine?|unsere?) (?:schuld|fehler|problem|bier|sache|baustelle)\b|\bdafür (?:kann|konnte) ich (?:\w+ )?(?:nix|nichts)\b"
    r"|\b(?:kann|konnte) ich (?:\w+ )?(?:nix|nichts) dafür\b|\bkein fehler von mir\b",
    re.IGNORECASE,
)


def _denying(sentence: Sentence) -> Sentence:
    """Who says that it was not their fault owns nothing and puts off, though it sounds like owning.

    In our own data all 18 such sentences do.
    """
    if not _DENIES.search(sentence.text.replace("’", "'")):
        return sentence
    acts = sentence.acts | {"take_responsibility": 0.0}
    if not any(acts.get(act, 0.0) >= HEARD for act in OFFENCES):
        acts["dismiss"] = 0.6
    return sentence.model_copy(update={"acts": acts})


_PART = re.compile(
    r"\bhätt(?:e|') ?(?:ich|ma|wir)\b.*\b(?:müssen|sollen|können|dürfen)\b|\b(?:ich|wir) (?:hätten?|hab|habe|haben) .*\b(?:müssen|sollen|nicht|nie|kein\w*|vergessen|übersehen|unterschätzt|angenommen)\b"
    r"|\bi (?:really )?(?:should(?:n't)?|ought|could)(?: not| to)? have\b|\bi(?:'d| had)? (?:didn't|did not|never|forgot|assumed|missed|overlooked|guessed|skipped|misread|misjudged)\b",
    re.IGNORECASE,
)


def _names_part(sentence: Sentence) -> bool:
    """Does it own something and say what was done or left undone? "I should have asked for examples" does, "that's on me" does not."""
    return sentence.does("take_responsibility") and bool(_PART.search(sentence.text.replace("’", "'")))


_LEAD = r"^\W*(?:(?:bitte|gerne?|okay|ok|gut|ja|dann|also|please|and|und|so|well|then)\W+)*"
_INVITES = re.compile(
    rf"{_LEAD}(?:(?:erzähl|beschreib)\w*|schilder(?:n|e)?|sprechen sie|tell me (?:more|what|how|about|where|why)|(?:talk|walk|take) me through|describe)\b",
    re.IGNORECASE,
)
_LISTENS = re.compile(rf"{_LEAD}(?:(?:ich )?höre? (?:\w+ ){{0,2}}zu|i(?:['’]m| am) (?:all ears|listening))\b", re.IGNORECASE)


def _inviting(sentence: Sentence) -> Sentence:
    """An invitation to go on puts nobody off, however curt, and asks, unless one only says to be listening.

    In our own data 101 of 109 such sentences ask and hurt nobody; of the others most attack clearly.
    """
    invites = bool(_INVITES.search(sentence.text))
    if sentence.does("attack") or not (invites or _LISTENS.search(sentence.text)):
        return sentence
    return _kindly_asked(sentence, "open_question") if invites else sentence.model_copy(update={"acts": _kept_kind(sentence.acts)})


def _kindly_asked(sentence: Sentence, kind: Act) -> Sentence:
    """The sentence as one that hurts nobody and asks: a question of this kind where none is heard."""
    acts = _kept_kind(sentence.acts)
    if not any(acts.get(act, 0.0) >= HEARD for act in QUESTIONS):
        acts[kind] = 0.6
    return sentence.model_copy(update={"acts": acts})


def _kept_kind(acts: Mapping[Act, float]) -> dict[Act, float]:
    """The acts with every offence drawn below what counts."""
    return {act: min(strength, 0.4) if act in OFFENCES else strength for act, strength in acts.items()}


def _friendly(sentence: Sentence, alone: bool) -> Sentence:
    """Clear sympathy or courtesy puts nobody off, nor does an open question, an offer or a next step that is all of a message, unless that is
    heard still more clearly.

    In our own data 55 of 1,972 sentences of the first two kinds do; alone in a message many sound curt to the ear.
    """
    kinds: tuple[Act, ...] = ("validate", "courtesy", *(("open_question", "offer", "next_step") if alone else ()))
    kind = max(sentence.acts.get(act, 0.0) for act in kinds)
    put_off = sentence.acts.get("dismiss", 0.0)
    if kind < _CLEAR or put_off > kind + _STILL_CLEARER:
        return sentence
    return sentence.model_copy(update={"acts": sentence.acts | {"dismiss": min(put_off, 0.4)}})


def _offering(sentence: Sentence) -> Sentence:
    """What is priced, refused or only noted is no offer, whatever the tone; what is plainly given is one."""
    if (strength := sentence.acts.get("offer")) is None:
        return sentence
    return sentence.model_copy(update={"acts": sentence.acts | {"offer": weighed(strength, sentence.text)}})


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
