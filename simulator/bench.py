"""The bench: graded freelancers against one client -> verdicts and mood curves; it writes no file and judges no freelancer."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean, median

from simulator.curves import Curve
from simulator.persona import Persona
from simulator.record import is_good_end, ledger_of, play
from simulator.scripts import assistant_phrases
from simulator.session import Session, Stage
from simulator.state import Ended
from simulator.transcript import Frozen, Lang

SKILLS: dict[str, int] = {
    "sarcastic": 0, "defensive": 0, "evasive": 0, "polite_only": 1, "early_offer": 1, "average": 2, "good": 3, "ideal": 4,
}  # fmt: skip
"""Ranks of skill. Noise has none, and who gives everything away is skilled in one half of the work only."""
BAD = ("defensive", "sarcastic", "evasive")
NEVER = ("polite_only", "stuffing", "gibberish", "commands")
"""Freelancers who must never win an agreement, glad or not."""
FEWEST, MOST = 5, 9
"""Turns within which the ideal freelancer must reach a glad agreement."""
MOST_TURNS = 20
"""Messages of a script that are played."""
SEPARATION, BAD_ENDS, VARIETY, SHORT_SHARE = 0.85, 0.6, 0.6, 0.2
MEDIAN_WORDS = (8, 25)
SHORT = 6
"""A line with fewer words is short."""
SAMPLE = 20
"""Talks over which variety is counted, one of each seed and the grades by turns: the figure depends on how many talks there are."""
ROUNDING = 0.0001


class Talk(Frozen):
    """What is kept of one played talk. `anger` and `trust` hold the levels before the first turn and after each."""

    grade: str
    seed: int
    ended: Ended | None
    turns: int
    anger: tuple[float, ...]
    trust: tuple[float, ...]
    ledger: float
    """What the talk is worth over the next months, in the case's currency."""
    lines: tuple[str, ...]
    """All the client said."""
    leaked: tuple[str, ...]

    @property
    def repeated(self) -> int:
        return len(self.lines) - len(set(self.lines))


class Verdict(Frozen):
    """One thing the bench demands of a client."""

    what: str
    value: float | None
    """None when it could not be measured."""
    target: str
    ok: bool | None
    """None when it could not be measured, or nothing is demanded (`target` is empty)."""
    faults: tuple[str, ...] = ()
    """Where it went wrong, such as 'good, seed 3: walked_out after 6 turns'; the first few."""


class GradeRow(Frozen):
    """One graded freelancer over all seeds; means."""

    grade: str
    talks: int
    ends: dict[str, int]
    """Reason -> talks; 'open' when the script ran out first."""
    turns: float
    trust: float
    anger: float
    ledger: float


class Bench(Frozen):
    """One client in one language on the bench."""

    persona: str
    lang: Lang
    seeds: int
    grades: tuple[GradeRow, ...]
    verdicts: tuple[Verdict, ...]
    curves: tuple[Curve, ...]

    @property
    def ok(self) -> bool:
        """Was no fault found?"""
        return all(verdict.ok is not False for verdict in self.verdicts)


def bench(stage: Stage, persona: Persona, lang: Lang, seeds: int, scripts: Mapping[str, Sequence[str]]) -> Bench:
    """Play every script over seeds 1 to `seeds` and say what is wrong with this client."""
    talks = [talk(stage, persona, lang, seed, grade, lines) for grade, lines in scripts.items() for seed in range(1, seeds + 1)]
    return Bench(
        persona=persona.slug,
        lang=lang,
        seeds=seeds,
        grades=tuple(_row(grade, _of(talks, grade)) for grade in scripts),
        verdicts=tuple(verdicts(talks, persona.nature.anger_step, lang)),
        curves=tuple(_curve(grade, _of(talks, grade)) for grade in scripts),
    )


def talk(stage: Stage, persona: Persona, lang: Lang, seed: int, grade: str, lines: Sequence[str]) -> Talk:
    """One talk, to its end or to the end of the script."""
    session = play(stage, stage.open(persona, lang, seed), lines[:MOST_TURNS])
    levels = [session.start, *(beat.levels for beat in session.beats)]
    return Talk(
        grade=grade, seed=seed, ended=session.ended, turns=len(session.messages), anger=tuple(level.anger for level in levels),
        trust=tuple(level.trust for level in levels), ledger=ledger_of(session)[0].total.base, lines=session.lines, leaked=tuple(leaks(session)),
    )  # fmt: skip


def leaks(session: Session) -> list[str]:
    """Hidden facts whose own words stand in a client line although the fact was not revealed by then."""
    told = [
        (session.opening, ()),
        *zip((beat.line for beat in session.beats), (state.memory.revealed for state in session.after), strict=True),
    ]
    pieces = _hidden_words(session)
    return [fact for line, revealed in told for fact, words in pieces if fact not in revealed and words in _plain(line)]


def _hidden_words(session: Session) -> list[tuple[str, str]]:
    """(fact, words that give it away): every sentence of six or more words that a hidden fact is told with."""
    texts = session.persona.text(session.lang).facts
    told = [(fact.id, line) for fact in session.persona.facts if fact.hidden for line in texts[fact.id].tell]
    pieces = [(fact, _plain(piece)) for fact, line in told for piece in re.split(r"(?<=[.!?])\s+", line)]
    return [(fact, words) for fact, words in pieces if len(words.split()) >= 6]


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _of(talks: Iterable[Talk], *grades: str) -> list[Talk]:
    return [talk for talk in talks if talk.grade in grades]


# Verdicts


def verdicts(talks: Sequence[Talk], anger_step: float, lang: Lang) -> list[Verdict]:
    """All verdicts on played talks; what was not played is not measured."""
    return [_separation(talks), *_endings(talks), *_generosity(talks), *_honesty(talks, anger_step), *_wording(talks, lang)]


def _separation(talks: Sequence[Talk]) -> Verdict:
    graded = _of(talks, *SKILLS)
    value = spearman([SKILLS[t.grade] for t in graded], [t.trust[-1] for t in graded]) if _of(talks, "ideal") else None
    return _verdict("skill and final trust, Spearman", value, f">= {SEPARATION}", lambda v: v >= SEPARATION)


def _endings(talks: Sequence[Talk]) -> list[Verdict]:
    found = [_all(f"ideal agreed in {FEWEST} to {MOST} turns", _of(talks, "ideal"), _is_ideal_end)]
    found += [_none(f"{grade} won an agreement", _of(talks, grade), lambda t: is_good_end(t.ended)) for grade in NEVER]
    found.append(_none("early_offer agreed gladly", _of(talks, "early_offer"), lambda t: t.ended == "agreed"))
    return [*found, *(_left(grade, _of(talks, grade)) for grade in BAD)]


def _is_ideal_end(talk: Talk) -> bool:
    return talk.ended == "agreed" and FEWEST <= talk.turns <= MOST


def _left(grade: str, talks: list[Talk]) -> Verdict:
    stayed = [t for t in talks if t.ended not in ("walked_out", "escalated")]
    share = 1 - len(stayed) / len(talks) if talks else None
    return _verdict(f"{grade} walked out or escalated", share, f">= {BAD_ENDS}", lambda v: v >= BAD_ENDS, stayed)


def _generosity(talks: Sequence[Talk]) -> list[Verdict]:
    """Giving everything is taken, and pays less than the ideal way; not measured without an ideal script."""
    ideal = _of(talks, "ideal")
    given = _of(talks, "over_generous") if ideal else []
    trust = fmean(t.trust[-1] for t in ideal) if ideal else 0.0
    worth = fmean(t.ledger for t in ideal) if ideal else 0.0
    return [
        _all("over_generous: the client takes it", given, lambda t: is_good_end(t.ended)),
        _all("over_generous: trust not above the ideal's", given, lambda t: t.trust[-1] <= trust + ROUNDING),
        _all("over_generous: ledger below the ideal's", given, lambda t: t.ledger < worth),
    ]


def _honesty(talks: Sequence[Talk], anger_step: float) -> list[Verdict]:
    falls = {id(t): max((a - b for a, b in pairwise(t.anger)), default=0.0) for t in talks}
    fall, most = max(falls.values(), default=None), anger_step + ROUNDING
    return [
        _sum("facts leaked before their gate", talks, lambda t: len(t.leaked)),
        _sum("lines said twice in a talk", talks, lambda t: t.repeated),
        _verdict(
            "largest fall of anger in a turn", fall, f"<= {anger_step:g}", lambda v: v <= most, [t for t in talks if falls[id(t)] > most]
        ),
    ]


def _wording(talks: Sequence[Talk], lang: Lang) -> list[Verdict]:
    lengths = [len(line.split()) for t in talks for line in t.lines]
    low, high = MEDIAN_WORDS
    short = sum(length < SHORT for length in lengths) / len(lengths) if lengths else None
    phrases = assistant_phrases(lang)
    return [
        _verdict("median words of a line", median(lengths) if lengths else None, f"{low} to {high}", lambda v: low <= v <= high),
        _verdict(f"share of lines under {SHORT} words", short, f">= {SHORT_SHARE}", lambda v: v >= SHORT_SHARE),
        _verdict(f"distinct-2 over {SAMPLE} talks", distinct_2(_sample(talks)), f">= {VARIETY}", lambda v: v >= VARIETY),
        Verdict(what="distinct-2 within a talk, mean", value=_within(_sample(talks)), target="", ok=None),
        _sum("phrases of an assistant", talks, lambda t: sum(phrase in line.lower() for line in t.lines for phrase in phrases)),
    ]


def _sample(talks: Sequence[Talk]) -> list[Talk]:
    """Twenty talks as one freelancer would have them: each begins anew, and each goes differently."""
    grades = list(dict.fromkeys(t.grade for t in talks))
    return sorted(talks, key=lambda t: ((grades.index(t.grade) - t.seed) % len(grades), t.seed))[:SAMPLE]


def _within(talks: Sequence[Talk]) -> float | None:
    found = [value for t in talks if (value := distinct_2([t])) is not None]
    return round(fmean(found), 4) if found else None


def distinct_2(talks: Sequence[Talk]) -> float | None:
    """Different pairs of neighbouring words among all pairs of the client's lines, [0, 1]; None without any."""
    pairs = [pair for t in talks for line in t.lines for pair in pairwise(_words(line))]
    return len(set(pairs)) / len(pairs) if pairs else None


def _verdict(what: str, value: float | None, target: str, met: Callable[[float], bool], at: Sequence[Talk] = ()) -> Verdict:
    ok = None if value is None else met(value)
    faults = tuple(_where(t) for t in at[:5]) if ok is False else ()
    return Verdict(what=what, value=None if value is None else round(value, 4), target=target, ok=ok, faults=faults)


def _all(what: str, talks: list[Talk], good: Callable[[Talk], bool]) -> Verdict:
    """The share of talks that are as they must be; all must be."""
    bad = [t for t in talks if not good(t)]
    return _verdict(what, 1 - len(bad) / len(talks) if talks else None, "= 1", lambda v: v == 1, bad)


def _none(what: str, talks: list[Talk], bad: Callable[[Talk], bool]) -> Verdict:
    """How many talks are as they must not be; none may be."""
    found = [t for t in talks if bad(t)]
    return _verdict(what, len(found) if talks else None, "= 0", lambda v: v == 0, found)


def _sum(what: str, talks: Sequence[Talk], count: Callable[[Talk], int]) -> Verdict:
    return _verdict(what, sum(map(count, talks)) if talks else None, "= 0", lambda v: v == 0, [t for t in talks if count(t)])


def _where(talk: Talk) -> str:
    leaked = f", leaked {', '.join(talk.leaked)}" if talk.leaked else ""
    return f"{talk.grade}, seed {talk.seed}: {talk.ended or 'open'} after {talk.turns} turns, trust {talk.trust[-1]:.2f}{leaked}"


# Means


def _row(grade: str, talks: list[Talk]) -> GradeRow:
    return GradeRow(
        grade=grade,
        talks=len(talks),
        ends=dict(Counter(t.ended or "open" for t in talks).most_common()),
        turns=round(fmean(t.turns for t in talks), 2),
        trust=round(fmean(t.trust[-1] for t in talks), 4),
        anger=round(fmean(t.anger[-1] for t in talks), 4),
        ledger=round(fmean(t.ledger for t in talks), 2),
    )


def _curve(grade: str, talks: list[Talk]) -> Curve:
    return Curve(name=grade, anger=_mean_levels([t.anger for t in talks]), trust=_mean_levels([t.trust for t in talks]))


def _mean_levels(levels: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Means turn by turn up to the longest talk; a talk that is over keeps its last level."""
    longest = max(map(len, levels))
    return tuple(round(fmean(own[min(turn, len(own) - 1)] for own in levels), 4) for turn in range(longest))


def spearman(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Rank correlation, ties sharing their mean rank; None when a side never varies."""
    if len(set(left)) < 2 or len(set(right)) < 2:
        return None
    x, y = _ranks(left), _ranks(right)
    mx, my = fmean(x), fmean(y)
    shared = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    spread = sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)
    return float(shared / spread**0.5)


def _ranks(values: Sequence[float]) -> list[float]:
    below, same = sorted(values), Counter(values)
    first = {value: rank for rank, value in reversed(list(enumerate(below)))}
    return [first[value] + (same[value] - 1) / 2 for value in values]
