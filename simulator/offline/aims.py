"""What a message aims at in this client: facts asked for, given back or mistaken, questions answered; it hears no acts itself."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.appraisal import COMPLAINT, Act, Appraisal, Sentence
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words
from simulator.offline.questions import answers, complaint_questions, owed
from simulator.offline.sentences import split
from simulator.persona import Persona, PersonaText
from simulator.transcript import Transcript

QUESTIONS: tuple[Act, ...] = ("open_question", "closed_question", "ask_expectation", "ask_needs")
OFFENCES: tuple[Act, ...] = ("attack", "blame", "justify", "dismiss", "offer", "meta")
"""What a plain statement must not clearly do to be taken for listening."""
AIMS, BESIDE = 0.5, 0.12
"""Cosine from which a question aims at a fact, and how far behind the nearest another may stay; measured on the personas' own questions (docs/ear.md)."""
MATCHES = 0.42
"""Cosine, with a bonus for shared words, from which a paraphrase gives back what the client said."""
PLAIN_MATCHES, PLAIN_WORDS = 0.8, 2
"""The same for a plain statement, which must also share so many words."""
SHARED = 0.12
"""The bonus of a shared word, three at most."""
RIGHT, MISTAKEN, NEARER = 0.5, 0.6, 0.05
"""Cosines from which a paraphrase is true, and from which it is a foreseen misreading; this much nearer to that than to the truth."""
CHECKED = 0.6
"""Cosine from which a question such as "Did I get this right: ...?" is true."""
OFFENSIVE = 0.7
"""From this strength of an offence on a statement is no listening."""


class Aims:
    """Compares what was said with what this client knows, by meaning."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def added(self, appraisal: Appraisal, transcript: Transcript, persona: Persona | None) -> Appraisal:
        """The appraisal with `asked`, `matched`, `mistaken`, `owed` and `answered`; without `persona` no facts are looked for."""
        listening = [s.text for s in appraisal.sentences if s.does("paraphrase") or s.does("validate")]
        listening.sort(key=lambda text: not any(s.text == text and s.does("paraphrase") for s in appraisal.sentences))
        plain = [s.text for s in appraisal.sentences if s.text not in listening and _is_plain(s)]
        matched = self._given_back(listening, plain, transcript)
        asked: list[str] = []
        mistaken: list[str] = []
        if persona and transcript.lang in persona.langs:
            text = persona.text(transcript.lang)
            targets = {COMPLAINT: complaint_questions(transcript.lang)} | {fact_id: fact.ask for fact_id, fact in text.facts.items()}
            asked = self._near([s.text for s in appraisal.sentences if _asks(s)], targets, AIMS, BESIDE)
            right, mistaken = self._compared(listening, [s.text for s in appraisal.sentences if _checks(s)], text)
            matched = [*right, *matched]
        kind = owed(lines[-1].text) if (lines := transcript.of("client")) else None
        answered = kind is not None and answers(kind, appraisal)
        found = {"asked": tuple(asked), "matched": tuple(matched), "mistaken": tuple(mistaken), "owed": kind, "answered": answered}
        return appraisal.model_copy(update=found)

    def _near(self, said: Sequence[str], targets: Mapping[str, Sequence[str]], bar: float, beside: float = 2.0) -> list[str]:
        """Ids whose examples come near to what was said, the nearest first, none further than `beside` behind it."""
        if not said or not targets:
            return []
        owners = [target for target, examples in targets.items() for _ in examples]
        cosines = self._embedder.similarity(said, [example for examples in targets.values() for example in examples]).max(axis=0)
        best = {target: max(float(c) for owner, c in zip(owners, cosines, strict=True) if owner == target) for target in targets}
        least = max(bar, max(best.values()) - beside)
        return [target for target in sorted(best, key=lambda name: -best[name]) if best[target] >= least]

    def _given_back(self, listening: Sequence[str], plain: Sequence[str], transcript: Transcript) -> list[str]:
        """Turns of the client that are given back in own words: `turn:N` of each, once."""
        pieces = [(i, piece) for i, turn in enumerate(transcript.turns) if turn.role == "client" for piece in split(turn.text)]
        said = [*listening, *plain]
        if not said or not pieces:
            return []
        found: list[str] = []
        for number, (row, sentence) in enumerate(zip(self._embedder.similarity(said, [p for _, p in pieces]), said, strict=True)):
            shared = [len(content_words(sentence) & content_words(piece)) for _, piece in pieces]
            scores = [float(c) + SHARED * min(n, 3) for c, n in zip(row, shared, strict=True)]
            best = int(np.argmax(scores))
            bar, words = (MATCHES, 0) if number < len(listening) else (PLAIN_MATCHES, PLAIN_WORDS)
            if scores[best] >= bar and shared[best] >= words:
                found.append(f"turn:{pieces[best][0]}")
        return list(dict.fromkeys(found))

    def _compared(self, listening: Sequence[str], checks: Sequence[str], text: PersonaText) -> tuple[list[str], list[str]]:
        """(facts rightly given back, facts given back wrongly): truth against the foreseen misreadings."""
        truths = {fact_id: (fact.truth, *fact.tell) for fact_id, fact in text.facts.items()}
        wrongs = {fact_id: fact.wrong for fact_id, fact in text.facts.items() if fact.wrong}
        told = [*listening, *checks]
        right = (self._near(listening, truths, RIGHT) or self._near(checks, truths, CHECKED))[:1]
        wrong = self._near(told, wrongs, MISTAKEN)[:1]
        if wrong and self._nearer(told, wrongs[wrong[0]], truths[wrong[0]]):
            return [], wrong
        return right, []

    def _nearer(self, told: Sequence[str], one: Sequence[str], other: Sequence[str]) -> bool:
        return bool(self._embedder.similarity(told, one).max() > self._embedder.similarity(told, other).max() + NEARER)


def _asks(sentence: Sentence) -> bool:
    return any(sentence.does(act) for act in QUESTIONS)


def _checks(sentence: Sentence) -> bool:
    """A question that puts something to the client, to be confirmed or corrected."""
    return sentence.does("closed_question") and sentence.acts["closed_question"] > sentence.acts.get("open_question", 0.0)


def _is_plain(sentence: Sentence) -> bool:
    return not _asks(sentence) and all(sentence.acts.get(act, 0.0) < OFFENSIVE for act in OFFENCES)
