"""The embedded default that runs without a model: encoder, ear, voice and judge; the only place that knows numpy."""

from functools import cached_property

from simulator.offline.appraiser import OfflineAppraiser
from simulator.offline.embedder import Embedder
from simulator.offline.ground import Ground
from simulator.offline.head import Head
from simulator.offline.hearing import Hearing
from simulator.offline.judge import OfflineJudge
from simulator.offline.recipes import load_formulas
from simulator.offline.trust import Trust
from simulator.offline.voice import AuthoredVoice


class Offline:
    """The offline parts, sharing one encoder; each is made when it is first used."""

    def __init__(self) -> None:
        self._embedder = Embedder()
        self.voice = AuthoredVoice()

    @cached_property
    def appraiser(self) -> OfflineAppraiser:
        return OfflineAppraiser(self._embedder, Head.load())

    @cached_property
    def judge(self) -> OfflineJudge:
        return OfflineJudge(Hearing(self.appraiser, self._embedder, Ground.load(), Trust.load()), load_formulas())
