"""The ear by a model: the offline ear's sentences -> acts marked by a model; what it cannot hear, and all where it fails, stays offline."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from simulator.appraisal import Act, Appraisal, Sentence
from simulator.llm import notices
from simulator.llm.calls import Message, ModelError
from simulator.llm.chat import Chat
from simulator.llm.prompts import prompt
from simulator.persona import Persona
from simulator.session import Appraiser
from simulator.transcript import Transcript

SURE = 0.9
"""Strength of an act that a model marks; one it does not mark has none."""


class Marked(BaseModel):
    """One sentence by its number, as a model hears it."""

    sentence: Annotated[int, Field(ge=1)]
    acts: list[Act]


class Hearing(BaseModel):
    """What a call answers."""

    sentences: list[Marked]


class ModelAppraiser:
    """Hears acts with a model."""

    def __init__(self, chat: Chat, offline: Appraiser) -> None:
        self._chat = chat
        self._offline = offline

    def appraise(self, text: str, transcript: Transcript, persona: Persona | None = None) -> Appraisal:
        """As the offline ear, with the acts a model marks in its sentences; a model that fails leaves the offline ones and a notice."""
        heard = self._offline.appraise(text, transcript, persona)
        if not heard.sentences or heard.unreadable:
            return heard
        chat = self._chat.fresh()
        try:
            hearing = chat.structured(messages(heard.sentences, transcript), Hearing)
        except ModelError as error:
            return heard.model_copy(update={"notice": notices.deaf(error, transcript.lang), "tokens": chat.tokens})
        sentences = _marked(heard.sentences, hearing)
        return heard.model_copy(
            update={"sentences": sentences, "acts": _strongest(sentences), "tokens": chat.tokens} | _offer(heard, sentences)
        )


def messages(sentences: Sequence[Sentence], transcript: Transcript) -> list[Message]:
    """What the acts mean first, which never changes; then what the client said last and the sentences by number."""
    said = [turn.text for turn in transcript.turns if turn.role == "client"]
    task = prompt("message", transcript.lang, client=said[-1] if said else "", sentences=[sentence.text for sentence in sentences])
    return [("system", prompt("ear", transcript.lang)), ("human", task)]


def _marked(sentences: Sequence[Sentence], hearing: Hearing) -> tuple[Sentence, ...]:
    """The sentences with the acts marked for them; one the model passed over keeps what the offline ear heard."""
    acts = {marked.sentence: marked.acts for marked in hearing.sentences}
    return tuple(
        sentence.model_copy(update={"acts": dict.fromkeys(acts[number], SURE)}) if number in acts else sentence
        for number, sentence in enumerate(sentences, start=1)
    )


def _strongest(sentences: Sequence[Sentence]) -> dict[Act, float]:
    best: dict[Act, float] = {}
    for sentence in sentences:
        for act, strength in sentence.acts.items():
            best[act] = max(best.get(act, 0.0), strength)
    return best


def _offer(heard: Appraisal, sentences: Sequence[Sentence]) -> dict[str, object]:
    """An offer that the model does not hear is none; sizes are read offline."""
    return {} if heard.offer is None or any(sentence.does("offer") for sentence in sentences) else {"offer": None}
