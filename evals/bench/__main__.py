"""`python -m evals.bench turns|score|load|tokens [COUNT]`: CPU per turn, many scored conversations, many people on the page, a model's tokens."""

import re
import resource
import sys
import time
from collections.abc import Iterator

import numpy as np

from evals.bench.load import load
from evals.common import own_rows
from simulator import Settings, Simulator, Tokens, Transcript, build_simulator, from_environment, graded_scripts

TURNS = 6
TALK = 8
"""Turns of a talk whose tokens are counted."""
USAGE = "Usage: python -m evals.bench turns|score|load|tokens [COUNT]"


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


def tokens(count: int) -> None:
    """Play `count` talks of up to eight turns with the model of the settings; print what it read and wrote turn by turn."""
    sim = build_simulator(from_environment())
    if not sim.settings.model:
        sys.exit("Set KULANZ_MODEL: without a model there are no tokens.")
    talks = [_talk(sim, number) for number in range(count)]
    print(f"{count} talks, {sum(map(len, talks))} turns with {sim.settings.model}; means per talk that came so far")
    print("turn  calls    read  from cache  anew  written  anew and written so far")
    so_far = 0.0
    for turn in range(TALK):
        spent = [talk[turn] for talk in talks if turn < len(talk)]
        if spent:
            calls, read, cached, written = (
                np.mean([getattr(one, name) for one in spent]) for name in ("calls", "input", "cached", "output")
            )
            so_far += read - cached + written
            print(
                f"{turn + 1:4}  {calls:5.2f}  {read:6.0f}  {cached / max(read, 1):9.0%}  {read - cached:5.0f}  {written:7.0f}  {so_far:23.0f}"
            )
    whole = [sum(talk, Tokens()) for talk in talks]
    print(
        f"per talk: {np.mean([w.input + w.output for w in whole]):.0f} tokens, {np.mean([w.input - w.cached + w.output for w in whole]):.0f} with the cache counted"
    )
    print(f"calls without a report of tokens: {sum(w.unreported for w in whole)} of {sum(w.calls for w in whole)}")


def _talk(sim: Simulator, number: int) -> list[Tokens]:
    """The tokens of each turn of a talk with a middling freelancer."""
    persona = sim.personas()[number % len(sim.personas())]
    lang = persona.langs[number % len(persona.langs)]
    session = sim.open(persona, lang=lang, seed=number)
    for message in graded_scripts(persona, lang)["average"][:TALK]:
        if session.ended:
            break
        session = sim.say(session, message)
    return [beat.origin.tokens or Tokens() for beat in session.beats]


def main(arguments: list[str]) -> None:
    """Run the bench that is named."""
    kinds = {"turns": (turns, 120), "score": (score, 1000), "load": (load, 50), "tokens": (tokens, 2)}
    if not arguments or arguments[0] not in kinds:
        sys.exit(USAGE)
    run, usual = kinds[arguments[0]]
    run(int(arguments[1]) if len(arguments) > 1 else usual)


if __name__ == "__main__":
    main(sys.argv[1:])
