"""Talks that are kept: every message is saved before it is answered; it knows pages and models only through what it is given."""

from collections.abc import Generator
from typing import Any, Protocol

from simulator.comparison import Comparison, compare
from simulator.errors import StoreError
from simulator.hints import Hint, hint
from simulator.persona import Difficulty, Persona
from simulator.record import record
from simulator.report import Report, Scorecard
from simulator.review import Review, review
from simulator.rubric import Rubric
from simulator.scoring import report_of
from simulator.session import Session, Stage, exhaust, usable_message
from simulator.store import MEMORY, Store, Talk, TalkLine
from simulator.transcript import Transcript


class Player(Protocol):
    """What plays and scores; `build.Simulator` is one."""

    @property
    def stage(self) -> Stage: ...

    def open(self, persona: str | Persona, lang: str = ..., seed: int = ..., difficulty: Difficulty | None = ...) -> Session: ...

    def score(self, transcript: Transcript) -> Scorecard: ...

    def score_rest(self, card: Scorecard, transcript: Transcript) -> Scorecard: ...

    def rubric(self, name: str = ...) -> Rubric: ...


class Talks:
    """The service pages and the terminal use."""

    def __init__(self, player: Player, store: Store) -> None:
        self._player = player
        self._store = store

    def open(self, persona: str | Persona, lang: str, seed: int = 0, difficulty: Difficulty | None = None, **extra: Any) -> Talk:
        """Open a talk and keep it."""
        return self._store.add(self._player.open(persona, lang, seed, difficulty), extra=extra)

    def load(self, talk_id: str) -> Talk:
        """A kept talk. Raises StoreError when there is none of this id."""
        return self._store.talk(talk_id)

    def stream(self, talk: Talk, text: str) -> Generator[str, None, Talk]:
        """Save the message, yield the client's answer piece by piece, save it, return the talk.

        Raises InputError for a message that cannot be used, StoreError when it cannot be saved: then nothing was said.
        """
        message = usable_message(talk.session, text)
        talk = self._store.add_message(talk, message, draft=None)
        session = yield from self._player.stage.stream(talk.session, message)
        return self._store.add_reply(talk, session)

    def say(self, talk: Talk, text: str) -> Talk:
        """As `stream`, at once."""
        return exhaust(self.stream(talk, text))

    def branch(self, talk: Talk, turn: int, draft: str = "") -> Talk:
        """A new talk that goes another way from before freelancer turn `turn`; the old one stays. `draft` stands in its message box."""
        extra = {name: value for name, value in talk.extra.items() if name not in ("hinted", "guess", "draft")}
        extra |= {"draft": draft} if draft else {}
        return self._store.add(self._player.stage.back_to(talk.session, turn), parent=talk, parent_turn=turn, extra=extra)

    def take_back(self, talk: Talk) -> Talk:
        """A branch without the last turn, whose message stands in the message box again; the same talk when there is no turn."""
        last = len(talk.session.beats) - 1
        return self.branch(talk, last, talk.session.messages[last]) if last >= 0 else talk

    def end(self, talk: Talk) -> Talk:
        """End the talk on the freelancer's wish."""
        return self._store.end(talk, self._player.stage.end(talk.session))

    def report(self, talk: Talk) -> Report:
        """The report; judged once for each state of the talk and kept."""
        return report_of(_named(talk), self._store.scorecard(talk) or self._judged(talk))

    def score_rest(self, talk: Talk) -> None:
        """Judge once more what was not scored, and keep the whole."""
        card = self._store.scorecard(talk)
        if card is not None:
            self._store.add_scorecard(talk, self._player.score_rest(card, _named(talk)))

    def review(self, talk: Talk) -> Review:
        """The talk looked back at, with its report."""
        return self._review(talk, self.report(talk))

    def compare(self, left: Talk, right: Talk) -> Comparison:
        """Two talks with one client side by side; talks that were judged differently are both judged anew.

        Raises InputError for talks with different clients.
        """
        reports = [self.report(left), self.report(right)]
        if len({(report.scorecard.rubric, report.scorecard.judge) for report in reports}) > 1:
            reports = [report_of(_named(talk), self._judged(talk)) for talk in (left, right)]
        return compare(*(self._review(talk, report) for talk, report in zip((left, right), reports, strict=True)))

    def _judged(self, talk: Talk) -> Scorecard:
        card = self._player.score(_named(talk))
        self._store.add_scorecard(talk, card)
        return card

    def _review(self, talk: Talk, report: Report) -> Review:
        rubric = self._player.rubric(report.scorecard.rubric)
        return review(talk.session, report, rubric, talk.extra.get("guess"), str(talk.extra.get("goal") or ""))

    def attempts(self, client: str) -> list[TalkLine]:
        """Kept talks with one client in which something was said, the newest first."""
        return [line for line in self.list() if line.persona == client and line.turns]

    def hint(self, talk: Talk) -> tuple[Hint, int]:
        """Help for the next message of this talk, and how often it was asked for: 0 is not yet, 1 what to look for, 2 a wording too."""
        heard = [beat.appraisal for beat in talk.session.beats]
        return hint(heard, talk.session.persona, talk.session.lang), int(talk.extra.get("hinted", {}).get(str(len(heard)), 0))

    def ask_hint(self, talk: Talk) -> Talk:
        """The talk after help was asked for once more."""
        turn, asked = str(len(talk.session.beats)), self.hint(talk)[1]
        hinted = {**talk.extra.get("hinted", {}), turn: min(asked + 1, 2)}
        self._store.note(talk.id, hinted=hinted)
        return talk.model_copy(update={"extra": {**talk.extra, "hinted": hinted}})

    def next_goal(self) -> str:
        """The criterion the last scored talk says is worth working on; empty when there is none."""
        scored = next((line for line in self.list() if line.total is not None), None)
        if scored is None:
            return ""
        talk = self.load(scored.id)
        card = self._store.scorecard(talk)
        fix = report_of(talk.session.transcript, card).fix if card else None
        return str(talk.extra.get("next_goal") or (fix.id if fix else ""))

    def export(self) -> list[dict[str, Any]]:
        """Everything that is kept, the newest talk first, ready for JSON."""
        return [self._exported(self.load(line.id)) for line in self.list()]

    def _exported(self, talk: Talk) -> dict[str, Any]:
        about = talk.model_dump(mode="json", exclude={"session"})
        return about | {"difficulty": talk.session.persona.difficulty} | record(talk.session, self._store.scorecard(talk))

    def list(self) -> list[TalkLine]:
        """All kept talks, the newest first."""
        return self._store.talks()

    def note(self, talk_id: str, **extra: Any) -> None:
        """Keep a goal, notes or the like with a talk."""
        self._store.note(talk_id, **extra)

    def remove(self, talk_id: str) -> None:
        """Delete a talk for good."""
        self._store.remove(talk_id)

    def remove_all(self) -> None:
        """Delete all talks for good."""
        self._store.remove_all()


def _named(talk: Talk) -> Transcript:
    return talk.session.transcript.model_copy(update={"id": talk.id})


def kept_or_not(player: Player, url: str) -> tuple[Talks, str]:
    """(talks kept at `url`, ''), or talks kept only in memory and the reason when the database cannot be used."""
    try:
        return Talks(player, Store(url)), ""
    except StoreError as error:
        return Talks(player, Store(MEMORY)), str(error)
