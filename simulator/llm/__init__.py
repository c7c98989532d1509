"""A language model behind the doors of voice, ear and judge; the only place that knows langchain and openai, loaded when a model is chosen."""

from collections.abc import Iterator

from simulator.llm.appraiser import ModelAppraiser
from simulator.llm.calls import Model, ModelError
from simulator.llm.chat import Chat
from simulator.llm.doctor import Finding, examine
from simulator.llm.draft import form_from
from simulator.llm.judge import ModelJudge
from simulator.llm.served import ServedModel
from simulator.llm.tape import RecordingModel, ReplayedModel
from simulator.llm.voice import ModelVoice
from simulator.own_case import CaseForm
from simulator.persona import Persona
from simulator.scoring import Judge
from simulator.session import Appraiser, Voice
from simulator.settings import Settings
from simulator.transcript import Lang


class Models:
    """The models of these settings by name, each connected when it is first asked for, so that its limits hold for all who use it.

    Every method raises BackendError when a model's package or key is missing or its name is unknown,
    and DataFileError when a recording cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._models: dict[str, Model] = {}

    def chat(self, name: str) -> Chat:
        """A way to ask this model, with a count of its own."""
        if name not in self._models:
            self._models[name] = _model(name, self._settings)
        return Chat(self._models[name], self._settings.prices.get(name), self._settings.currency)

    def voice(self, name: str, authored: Voice) -> Voice:
        """The client's voice; `authored` speaks where the model fails."""
        return ModelVoice(self.chat(name), authored)

    def ear(self, name: str, offline: Appraiser) -> Appraiser:
        """The ear; `offline` hears what a model does not: aims, matches, sizes of offers, and all where the model fails."""
        return ModelAppraiser(self.chat(name), offline)

    def judge(self, name: str, second: Judge) -> Judge:
        """The judge; `second` tests the wordings it suggests."""
        return ModelJudge(self.chat(name), self._settings.judge_samples, second)

    def draft(self, name: str, thread: str, lang: Lang, masked: bool) -> CaseForm:
        """The form of the own case that a client's messages fill in."""
        return form_from(self.chat(name), thread, lang, masked)

    def examine(self, name: str, persona: Persona, lang: Lang) -> Iterator[Finding]:
        """What can be said of this model, tried as the voice of `persona`. A model that cannot be set up is a finding too."""
        try:
            chat = self.chat(name)
        except ModelError as error:
            yield Finding(check="reachable", ok=False, found=f"{error.detail}.", advice=error.advice)
            return
        yield from examine(chat, persona, lang, self._settings.timeout)


def _model(name: str, settings: Settings) -> Model:
    if settings.replay:
        return ReplayedModel(name, settings.replay)
    served = ServedModel(name, settings)
    return RecordingModel(served, settings.record) if settings.record else served
