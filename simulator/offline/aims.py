"""What a message aims at in this client: facts asked for, given back or mistaken, questions answered; it hears no acts itself."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args

import numpy as np

from simulator.appraisal import CONSENT, OFFENCES, QUESTIONS, Act, Appraisal, Sentence
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words
from simulator.offline.finding import Finder, Texts
from simulator.offline.questions import CASE, answers, case_questions, owed, role_questions
from simulator.offline.reading import sums
from simulator.offline.sentences import split
from simulator.persona import FactRole, FactText, Persona, PersonaText
from simulator.transcript import Lang, Transcript

_TELLS_NOTHING: tuple[Act, ...] = (*OFFENCES, "offer", "meta")
"""What a plain statement must not clearly do to be taken for listening."""
AIMS, BESIDE = 0.5, 0.15
"""Score (see finding.py) from which a question aims at a fact, and how far behind the best another may stay."""
CLEARLY = 0.55
"""Cosine from which a question is one that every case knows."""
MATCHES = 0.42
"""Cosine, with a bonus for shared words, from which a paraphrase gives back what the client said."""
SUM_MATCHES, PLAIN_MATCHES = 0.5, 0.8
"""The same for a short sum such as "A microphone, then." and for any other statement, heard as no paraphrase."""
FELT_WORDS, SUM_WORDS, PLAIN_WORDS, CHECKED_WORDS = 1, 1, 2, 2
"""Words that sympathy, these, and questions such as "Did I get this right: ...?" must share with the client."""
SHARED = 0.12
"""The bonus of a shared word, three at most."""
RIGHT, CHECKED = 0.5, 0.7
"""The same from which a paraphrase, and such a question, are true."""
MISTAKEN, NEARER = 0.6, 0.05
"""Cosine from which they are a foreseen misreading, and how much nearer to that than to the truth they must be."""
PLAINLY = 0.9
"""From this strength on a question is what it sounds like."""
_MEANT: tuple[Act, ...] = ("ask_expectation", "ask_needs")
"""Who plainly asks for these does not ask for the complaint."""
OFFENSIVE, OFFENSIVE_SUM = 0.7, 0.85
"""From these strengths of an offence on a statement, or a sum, is no listening."""


class Told(NamedTuple):
    """Sentences that may give something back, with what they must reach to do so."""

    sentences: tuple[str, ...]
    bar: float
    words: int


class Aims:
    """Compares what was said with what this client knows, by meaning."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._finder = Finder(embedder)

    def added(self, appraisal: Appraisal, transcript: Transcript, persona: Persona | None) -> Appraisal:
        """The appraisal with `asked`, `matched`, `mistaken`, `owed` and `answered`; without `persona` no facts are looked for."""
        told = _told(appraisal.sentences)
        matched = self._given_back(told, transcript)
        asked: list[str] = []
        mistaken: list[str] = []
        if persona and transcript.lang in persona.langs:
            text = persona.text(transcript.lang)
            asked = self._asked([s for s in appraisal.sentences if _asks(s)], persona, transcript.lang)
            right, mistaken = self._compared(told, [s.text for s in appraisal.sentences if _checks(s)], text)
            matched = [*right, *matched]
        kind = owed(lines[-1].text) if (lines := transcript.of("client")) else None
        answered = kind is not None and answers(kind, appraisal)
        found = {"asked": tuple(asked), "matched": tuple(matched), "mistaken": tuple(mistaken), "owed": kind, "answered": answered}
        return appraisal.model_copy(update=found)

    def _asked(self, questions: Sequence[Sentence], persona: Persona, lang: Lang) -> list[str]:
        """What the questions aim at, the last question first, as people answer; whether all is fine only where nothing else is asked."""
        told = persona.text(lang).facts
        known = [fact for fact in persona.facts if fact.id in told]
        facts = {fact.id: _texts(told[fact.id], role_questions(fact.role, lang)) for fact in known}
        written = tuple(question for fact in told.values() for question in fact.ask)
        found: list[str] = []
        for question in reversed(questions):
            usual = self._usual(question, written, lang)
            found += [usual] if usual in CASE else self._facts(question, facts, [fact.id for fact in known if fact.role == usual])
        return sorted(dict.fromkeys(found), key=lambda target: target == CONSENT)

    def _facts(self, question: Sentence, facts: Mapping[str, Texts], meant: Sequence[str]) -> list[str]:
        """The facts a question aims at: those that are `meant` by its role first, then those it is near to."""
        scores = self._finder.scores(question.text, facts)
        return [*sorted(meant, key=lambda fact: -scores[fact]), *_best(scores)]

    def _usual(self, question: Sentence, written: Sequence[str], lang: Lang) -> str:
        """What a question that is asked in every case aims at: the complaint and its like, or a role; empty when one `written` for the client is nearer."""
        usual = {role: examples for role in get_args(FactRole) if (examples := role_questions(role, lang))}
        if not any(question.acts.get(act, 0.0) >= PLAINLY for act in _MEANT):
            usual |= case_questions(lang)
        return next(iter(self._near([question.text], usual | {"": tuple(written)}, CLEARLY)), "")

    def _near(self, said: Sequence[str], targets: Mapping[str, Sequence[str]], bar: float) -> list[str]:
        """Ids whose examples come near to what was said, the nearest first."""
        if not said or not targets:
            return []
        best = {target: float(self._embedder.similarity(said, examples).max()) for target, examples in targets.items()}
        return sorted((target for target in best if best[target] >= bar), key=lambda target: -best[target])

    def _given_back(self, told: Sequence[Told], transcript: Transcript) -> list[str]:
        """Turns of the client that are given back in own words: `turn:N` of each, once."""
        pieces = [(f"turn:{i}", piece) for i, turn in enumerate(transcript.turns) if turn.role == "client" for piece in split(turn.text)]
        return list(dict.fromkeys(name for group in told for name in self._echoed(group.sentences, pieces, group.bar, group.words)))

    def _echoed(self, said: Sequence[str], pieces: Sequence[tuple[str, str]], bar: float, words: int) -> list[str]:
        """Owners of the pieces that what was said gives back: near in meaning, nearer with every shared word, and sharing so many."""
        if not said or not pieces:
            return []
        found: list[str] = []
        for row, sentence in zip(self._embedder.similarity(said, [piece for _, piece in pieces]), said, strict=True):
            shared = [len(content_words(sentence) & content_words(piece)) for _, piece in pieces]
            scores = [float(c) + SHARED * min(n, 3) for c, n in zip(row, shared, strict=True)]
            best = int(np.argmax(scores))
            if scores[best] >= bar and shared[best] >= words:
                found.append(pieces[best][0])
        return list(dict.fromkeys(found))

    def _compared(self, told: Sequence[Told], checks: Sequence[str], text: PersonaText) -> tuple[list[str], list[str]]:
        """(facts rightly given back, facts given back wrongly): truth against the foreseen misreadings."""
        truths = {fact_id: (fact.truth, *fact.tell) for fact_id, fact in text.facts.items()}
        wrongs = {fact_id: fact.wrong for fact_id, fact in text.facts.items() if fact.wrong}
        listening = [*told[0].sentences, *told[1].sentences, *checks]
        wrong = self._near(listening, wrongs, MISTAKEN)[:1]
        if wrong and self._nearer(listening, wrongs[wrong[0]], truths[wrong[0]]):
            return [], wrong
        pieces = [(fact_id, example) for fact_id, examples in truths.items() for example in examples]
        groups = [*told, Told(tuple(checks), CHECKED, CHECKED_WORDS)]
        right = [name for group in groups for name in self._echoed(group.sentences, pieces, max(group.bar, RIGHT), group.words)]
        return right[:1], []

    def _nearer(self, told: Sequence[str], one: Sequence[str], other: Sequence[str]) -> bool:
        return bool(self._embedder.similarity(told, one).max() > self._embedder.similarity(told, other).max() + NEARER)


def _told(sentences: Sequence[Sentence]) -> list[Told]:
    """What was heard as a paraphrase first, then sympathy, short sums, and other statements."""
    heard = [s.text for s in sentences if s.does("paraphrase")]
    felt = [s.text for s in sentences if s.does("validate") and not s.does("paraphrase")]
    rest = [s for s in sentences if s.text not in (*heard, *felt) and not _asks(s)]
    short = [s.text for s in rest if sums(s.text) and not _offends(s, OFFENSIVE_SUM)]
    plain = [s.text for s in rest if s.text not in short and not _offends(s, OFFENSIVE)]
    return [
        Told(tuple(heard), MATCHES, 0),
        Told(tuple(felt), MATCHES, FELT_WORDS),
        Told(tuple(short), SUM_MATCHES, SUM_WORDS),
        Told(tuple(plain), PLAIN_MATCHES, PLAIN_WORDS),
    ]


def _offends(sentence: Sentence, bar: float) -> bool:
    return any(sentence.acts.get(act, 0.0) >= bar for act in _TELLS_NOTHING)


def _asks(sentence: Sentence) -> bool:
    return any(sentence.does(act) for act in QUESTIONS) or (sentence.text.endswith("?") and not sentence.does("attack"))


def _texts(fact: FactText, more: tuple[str, ...]) -> Texts:
    return Texts((*fact.ask, *more), (fact.truth, *fact.tell))


def _best(scores: Mapping[str, float]) -> list[str]:
    """The facts that are near enough, the best first, none far behind it."""
    near = sorted((fact for fact in scores if scores[fact] >= AIMS), key=lambda fact: -scores[fact])
    return [fact for fact in near if scores[fact] >= scores[near[0]] - BESIDE]


def _checks(sentence: Sentence) -> bool:
    """A question that puts something to the client, to be confirmed or corrected."""
    return sentence.does("closed_question") and sentence.acts["closed_question"] > sentence.acts.get("open_question", 0.0)
