"""`python -m evals.bench turns|score|load [COUNT]`: CPU per turn, seconds and memory of many scored conversations, many people on the page at once."""

import re
import resource
import sys
import time
from collections.abc import Iterator

import numpy as np

from evals.bench.load import load
from evals.common import own_rows
from simulator import Settings, Transcript, build_simulator

TURNS = 6
USAGE = "Usage: python -m evals.bench turns|score|load [COUNT]"


def turns(count: int) -> None:
    """Play `count` talks of six turns with messages never heard before; print CPU milliseconds per turn and talks per second."""
    sim = build_simulator(Settings())
    messages = _messages()
    slugs = [persona.slug for persona in sim.personas()]
    sim.say(sim.open(slugs[0], lang="de"), "Guten Tag, was ist aus Ihrer Sicht passiert?")
    spent: list[float] = []
    for talk in range(count):
        lang = ("de", "en")[talk % 2]
        session = sim.open(slugs[talk % len(slugs)], lang=lang, seed=talk)
        while len(session.messages) < TURNS and not session.ended:
            text = next(messages[lang])
            start = time.process_time()
            session = sim.say(session, text)
            spent.append(1000 * (time.process_time() - start))
    print(f"{count} talks, {len(spent)} turns, every message new")
    print(f"CPU per turn: median {np.median(spent):.1f} ms, p99 {np.quantile(spent, 0.99):.1f} ms, most {max(spent):.1f} ms")
    print(f"talks per second: {1000 * count / sum(spent):.2f} (plain loop, one core)")


def _messages() -> dict[str, Iterator[str]]:
    """Freelancer messages per language without end; each round differs from the one before by a number."""

    def endless(lang: str) -> Iterator[str]:
        texts = [row["text"] for row in own_rows("acts-gold-dev.jsonl") if row["lang"] == lang]
        number = 0
        while True:
            yield from (_fresh(text, number) for text in texts)
            number += 1

    return {lang: endless(lang) for lang in ("de", "en")}


def _fresh(text: str, number: int) -> str:
    """The text with a number in every sentence, so that nothing kept in memory helps; 0 leaves it as it is."""
    return re.sub(r"([.!?])(?=\s|$)", rf" {number}\1", text) if number else text


def score(count: int) -> None:
    """Score `count` conversations of six freelancer turns, none like another; print seconds and peak memory."""
    sim = build_simulator(Settings())
    rows = own_rows("gold-dev.jsonl")
    sim.score(Transcript.model_validate(rows[0]))
    start, clock = time.perf_counter(), time.process_time()
    for number in range(count):
        sim.score(_conversation(rows[number % len(rows)], 1 + number // len(rows)))
        if number + 1 in (count // 10, count):
            seconds = time.perf_counter() - start
            print(
                f"{number + 1} conversations: {seconds:.1f} s ({time.process_time() - clock:.1f} s CPU), peak memory {_peak():.0f} MB",
                flush=True,
            )


def _conversation(row: dict[str, object], number: int) -> Transcript:
    """A conversation of at most six freelancer turns whose sentences are all new."""
    transcript = Transcript.model_validate(row)
    kept = [i for i, turn in enumerate(transcript.turns) if turn.role == "freelancer"][:TURNS]
    shown = transcript.until(kept[-1] + 1)
    fresh = tuple(turn.model_copy(update={"text": _fresh(turn.text, number)}) for turn in shown.turns)
    return shown.model_copy(update={"turns": fresh})


def _peak() -> float:
    """Most memory held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str]) -> None:
    """Run the bench that is named."""
    kinds = {"turns": (turns, 120), "score": (score, 1000), "load": (load, 50)}
    if not arguments or arguments[0] not in kinds:
        sys.exit(USAGE)
    run, usual = kinds[arguments[0]]
    run(int(arguments[1]) if len(arguments) > 1 else usual)


if __name__ == "__main__":
    main(sys.argv[1:])
