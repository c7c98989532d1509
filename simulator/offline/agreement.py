"""How far a second, blind labelling and rating agrees with the first: `python -m simulator.offline.agreement` (extra `train`)."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from simulator.appraisal import ACTS, Act
from simulator.offline.recipes import RECIPES
from simulator.offline.training_data import HERE, contrasts, ratings, snippets, talks, writer_of

SECOND = HERE / "second"
FEWEST = 5
"""An act that either labeller found less often gets no figure of its own."""
Key = tuple[str, int]
"""The id of a talk and the place of a message in it."""


def main() -> None:
    """Print agreement on acts, of the first talks, of contrasts and of later talks, and on ratings."""
    known = _first_acts()
    for name, file in (("first talks", "labels.jsonl"), ("contrasts", "contrasts.jsonl"), ("later talks", "later.jsonl")):
        print(f"acts, {name}:", acts(_second_acts(file), known))
    first, second = ratings(), ratings(SECOND)
    for writers in ("ab", "c", "lmnopqrtuvwy"):
        print(f"ratings, talks {writers}:", kappas({key: levels for key, levels in second.items() if writer_of(key) in writers}, first))


def acts(second: Mapping[Key, set[Act]], first: Mapping[Key, set[Act]]) -> str:
    """Macro-F1 over the acts of messages both have labelled, and F1 of each act."""
    found = {act: _f1([(act in second[key], act in first[key]) for key in second]) for act in ACTS}
    known = {act: value for act, value in found.items() if value is not None}
    listed = ", ".join(f"{act} {value:.2f}" for act, value in sorted(known.items(), key=lambda item: item[1]))
    return f"{len(second)} messages, macro-F1 {np.mean(list(known.values())):.2f} ({listed})"


def kappas(second: Mapping[str, Sequence[int]], first: Mapping[str, Sequence[int]]) -> str:
    """Quadratic weighted kappa of each criterion, and their mean."""
    from sklearn.metrics import cohen_kappa_score

    pairs = np.array([(second[key], first[key]) for key in second])
    found = [cohen_kappa_score(pairs[:, 0, k], pairs[:, 1, k], weights="quadratic") for k in range(len(RECIPES))]
    listed = ", ".join(f"{name} {value:.2f}" for name, value in zip(RECIPES, found, strict=True))
    return f"{len(pairs)} talks, mean weighted kappa {np.mean(found):.2f} ({listed})"


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    left, right = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return 2 * sum(a and b for a, b in pairs) / (left + right) if min(left, right) >= FEWEST else None


def _second_acts(name: str) -> dict[Key, set[Act]]:
    rows = [json.loads(line) for line in (SECOND / name).read_text(encoding="utf-8").splitlines()]
    return {(row["id"], row["message"]): set(row["acts"]) for row in rows}


def _first_acts() -> dict[Key, set[Act]]:
    """The acts of every message as its writer labelled them."""
    told = [message for talk in talks() for message in talk.messages] + snippets() + contrasts()
    places: Counter[str] = Counter()
    found: dict[Key, set[Act]] = {}
    for message in told:
        found[message.talk, places[message.talk]] = {act for sentence in message.sentences for act in sentence.acts}
        places[message.talk] += 1
    return found


if __name__ == "__main__":
    main()
