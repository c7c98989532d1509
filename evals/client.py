"""Does the client behave? Scripted freelancers, good and bad, against every client in every language."""

import random
from collections.abc import Iterator
from itertools import pairwise

from inspect_ai import Task, task
from inspect_ai.scorer import Metric, Scorer, metric, scorer

from evals.common import Figure, Row, figure, metric_of, scorer_of, simulator, task_of
from evals.stats import mean, spearman
from simulator import Lang, Persona, graded_scripts, leaks

WHAT = "dynamics of every client against scripted freelancers, good and bad, three seeds"
SEEDS = (1, 2, 3)
SKILLS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Skill of graded scripts, from all bad over empty phrases to all good."""
EMPTY = 0.4
"""The skill of one who is polite and says nothing."""
BAD = ("defensive", "sarcastic")
NEVER = ("polite_only", "stuffing", "gibberish", "commands")
"""Scripts that must never win an agreement, glad or not."""
FEWEST, MOST = 5, 9
"""Turns of the freelancer within which the ideal script must reach a glad agreement."""
GOOD_ENDS, BAD_ENDS = ("agreed", "agreed_grudgingly"), ("walked_out", "escalated")


@task
def client(limit: int | None = None) -> Task:
    """Every client against every script, in both languages, three seeds."""
    return task_of(_rows(), played(), limit)


@metric
def dynamics() -> Metric:
    """All figures of this suite."""
    return metric_of(lambda rows: figures(rows))


@scorer(metrics=[dynamics()])
def played() -> Scorer:
    """Plays the talk of a sample and keeps what happened."""
    return scorer_of(measure)


def notes(rows: list[Row]) -> list[str]:
    """Which talks missed what they should reach."""
    talks = f"{len(rows)} talks with {len({row['persona'] for row in rows})} clients, seeds {', '.join(map(str, SEEDS))}."
    languages: tuple[Lang, ...] = ("de", "en")
    missing = [f"{slug} ({lang})" for lang in languages for slug in _without_script(lang)]
    said = [
        talks,
        "Graded scripts go from defensive lines over empty politeness to the client's ideal lines; relapsing ones mix ideal and defensive lines.",
    ]
    if missing:
        said.append(f"No ideal script, so only the bad ones were played: {', '.join(missing)}.")
    return [*said, *_misses(rows)]


def _misses(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        where = f"{row['persona']} ({row['lang']}, seed {row['seed']}), {row['script']}"
        if row["script"] == "ideal" and not _is_ideal_end(row):
            yield f"{where}: {row['ended'] or 'open'} after {row['turns']} turns"
        if row["script"] in NEVER and row["ended"] in GOOD_ENDS:
            yield f"{where}: won an agreement"
        if row["repeats"] or row["leaks"]:
            yield f"{where}: repeated {row['repeats']}, leaked {row['leaks']}"


def _without_script(lang: Lang) -> list[str]:
    return [p.slug for p in simulator().personas() if lang in p.langs and "ideal" not in graded_scripts(p, lang)]


# Scripts


def _rows() -> Iterator[Row]:
    for persona in simulator().personas():
        for lang in persona.langs:
            for seed in SEEDS:
                for script, skill, lines in _scripts_for(persona, lang, seed):
                    name = script if skill is None else f"{script}-{skill:.1f}"
                    yield {
                        "id": f"{persona.slug}-{lang}-{seed}-{name}", "persona": persona.slug, "lang": lang, "seed": seed,
                        "script": script, "skill": skill, "lines": lines,
                    }  # fmt: skip


def _scripts_for(persona: Persona, lang: Lang, seed: int) -> Iterator[tuple[str, float | None, list[str]]]:
    """(name, skill or None, lines) of each script for this client."""
    found = graded_scripts(persona, lang)
    for name, lines in found.items():
        yield name, None, lines
    if "ideal" in found:
        for skill in SKILLS:
            yield "graded", skill, _graded(found["ideal"], found["polite_only"], found["defensive"], skill, seed)
            yield "relapsing", skill, _mixed(found["ideal"], found["defensive"], skill, seed)


def _graded(good: list[str], empty: list[str], bad: list[str], skill: float, seed: int) -> list[str]:
    """From bad to empty up to `EMPTY`, and from there to good."""
    if skill <= EMPTY:
        return _mixed(empty[: len(good)], bad, skill / EMPTY, seed)
    return _mixed(good, empty, (skill - EMPTY) / (1 - EMPTY), seed)


def _mixed(better: list[str], worse: list[str], share: float, seed: int) -> list[str]:
    """The better script with only this share of its turns kept, the others from the worse one; the seed chooses which."""
    kept = set(random.Random(seed).sample(range(len(better)), round(share * len(better))))
    return [line if i in kept else worse[i % len(worse)] for i, line in enumerate(better)]


# One talk


def measure(row: Row) -> Row:
    """Plays one talk to its end, or to the end of the script."""
    session = simulator().open(row["persona"], lang=row["lang"], seed=row["seed"])
    start = session.state.levels.anger
    for line in row["lines"]:
        if session.ended:
            break
        session = simulator().say(session, line)
    angers = [start, *(beat.levels.anger for beat in session.beats)]
    return {key: row[key] for key in ("persona", "lang", "seed", "script", "skill")} | {
        "ended": session.ended,
        "turns": len(session.messages),
        "trust": session.state.levels.trust,
        "repeats": len(session.lines) - len(set(session.lines)),
        "leaks": leaks(session),
        "fall": max((before - after for before, after in pairwise(angers)), default=0.0),
    }


# Figures


def figures(rows: list[Row]) -> list[Figure]:
    """All figures from played talks."""
    by_script = {name: [row for row in rows if row["script"] == name] for name in dict.fromkeys(row["script"] for row in rows)}
    ideal = by_script.get("ideal", [])
    found = [
        _share(f"ideal agreed in {FEWEST} to {MOST} turns", [row for row in ideal if _is_ideal_end(row)], ideal, "= 1"),
        figure("ideal, mean turns", mean([row["turns"] for row in ideal]), digits=1),
    ]
    for name in BAD:
        talks = by_script.get(name, [])
        found.append(_share(f"{name} walked out or escalated", [r for r in talks if r["ended"] in BAD_ENDS], talks, ">= 0.6"))
    found += [_count(f"{name} won an agreement", by_script.get(name, []), GOOD_ENDS) for name in NEVER]
    early = by_script.get("early_offer", [])
    found += [
        _count("early offer agreed gladly", early, ("agreed",)),
        _count("early offer agreed grudgingly", early, ("agreed_grudgingly",), None),
    ]
    return [*found, *_honesty(rows), *_skill(by_script.get("graded", []), by_script.get("relapsing", []))]


def _is_ideal_end(row: Row) -> bool:
    return bool(row["ended"] == "agreed" and FEWEST <= row["turns"] <= MOST)


def _share(name: str, part: list[Row], whole: list[Row], target: str) -> Figure:
    return figure(name, len(part) / len(whole) if whole else None, target, f"{len(part)} of {len(whole)}")


def _count(name: str, talks: list[Row], ends: tuple[str, ...], target: str | None = "= 0") -> Figure:
    count = sum(row["ended"] in ends for row in talks)
    return figure(name, count if talks else None, target, f"{count} of {len(talks)}")


def _honesty(rows: list[Row]) -> list[Figure]:
    repeats, leaked = sum(row["repeats"] for row in rows), sum(len(row["leaks"]) for row in rows)
    return [
        figure("client lines said twice in a talk", repeats, "= 0", str(repeats)),
        figure("facts leaked before their gate", leaked, "= 0", str(leaked)),
        figure("largest fall of anger in a turn", max((row["fall"] for row in rows), default=None), "<= 0.1501", digits=3),
    ]


def _skill(graded: list[Row], relapsing: list[Row]) -> list[Figure]:
    """Rank correlation of skill and final trust per client, over both languages and all seeds."""
    per_client = _ranked(graded)
    return [
        _lowest("skill and final trust, lowest Spearman of a client", per_client, ">= 0.85"),
        _lowest("the same, good turns among defensive ones", _ranked(relapsing), None),
        *(figure(f"Spearman {slug}", value) for slug, value in per_client.items()),
    ]


def _ranked(talks: list[Row]) -> dict[str, float | None]:
    per = {slug: [row for row in talks if row["persona"] == slug] for slug in dict.fromkeys(row["persona"] for row in talks)}
    return {slug: spearman([row["skill"] for row in own], [row["trust"] for row in own]) for slug, own in per.items()}


def _lowest(name: str, ranked: dict[str, float | None], target: str | None) -> Figure:
    known = {slug: value for slug, value in ranked.items() if value is not None}
    if not known:
        return figure(name, None, target)
    lowest = min(known, key=lambda slug: known[slug])
    return figure(name, known[lowest], target, f"{known[lowest]:.2f} ({lowest})")
