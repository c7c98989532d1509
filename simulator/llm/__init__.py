"""A language model behind the doors of voice and judge; the only place that knows langchain and openai, loaded when a model is chosen."""

from simulator.scoring import Judge
from simulator.session import Voice
from simulator.settings import Settings


def model_voice(model: str, settings: Settings, authored: Voice) -> Voice:
    """The client's voice by a model; `authored` speaks where the model fails.

    Raises BackendError when the model's package or key is missing or its name is unknown.
    """
    from simulator.llm.chat import Chat
    from simulator.llm.voice import ModelVoice

    return ModelVoice(Chat(model, settings), authored)


def model_judge(model: str, settings: Settings) -> Judge:
    """The judge by a model. Raises BackendError when the model's package or key is missing or its name is unknown."""
    from simulator.llm.chat import Chat
    from simulator.llm.judge import ModelJudge

    return ModelJudge(Chat(model, settings), settings.judge_samples)
