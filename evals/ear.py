"""Does the ear hear what was done? Acts and offers against the reference, and public sets whose labels fit."""

from collections.abc import Iterator
from itertools import groupby

from inspect_ai import Task, task
from inspect_ai.scorer import Metric, Scorer, metric, scorer

from evals.common import (
    DATA,
    OFFLINE,
    Figure,
    Row,
    figure,
    metric_of,
    own_rows,
    public_rows,
    read_rows,
    scorer_of,
    shared_folder,
    simulator,
    spread,
    task_of,
)
from evals.stats import f1, mean
from simulator import ACTS

WHAT = "acts and offers heard in single messages (acts-gold-dev), short offers of our own, and public sets with fitting labels"
HEARD = 0.5
CHUNK = 60
"""Messages per sample of the sets without conversations."""
PUBLIC: dict[str, dict[str, tuple[str, ...] | None]] = {
    "annomi_acts": {
        "open_question": ("ask_needs", "open_question"), "closed_question": ("closed_question",), "paraphrase": ("paraphrase", "validate"),
        "inform": ("explain",), "offer_options": None,
    },
    "casino_strategies": {
        "ask_needs": ("ask_needs", "closed_question", "open_question"), "validate_feeling": ("validate",), "offer_concession": ("offer",),
        "concede_item": ("offer",), "dismiss": ("blame", "dismiss"), "justify": None, "argue_fairness": None,
    },
    "p4g_face_acts": {"set_boundary": ("set_boundary",), "criticise_other": None, "affirm_other": None, "self_promote": None, "ease_imposition": None},
    "convabuse_insult": {"insult": ("attack",)},
}  # fmt: skip
"""Labels with the acts they mean (exact or close); None fits loosely only and is left out; all others mean none of the acts."""


@task
def ear(ear: str = OFFLINE, limit: int | None = None, public: bool = True) -> Task:
    """The ear against reference acts, and public sets if wanted; `limit` keeps so many conversations of the reference, then of the others."""
    return task_of([*spread(list(_gold_rows()), limit), *_offer_rows(), *(_public_rows() if public else [])], heard(ear), limit)


@metric
def hearing() -> Metric:
    """All figures of this suite."""
    return metric_of(lambda rows: figures(rows))


@scorer(metrics=[hearing()])
def heard(ear: str = OFFLINE) -> Scorer:
    """Appraises the messages of a sample and keeps what was heard beside the reference."""
    return scorer_of(lambda row: measure(row, ear))


def notes(_rows: list[Row]) -> list[str]:
    """What a reader of the figures must know."""
    said = [
        "No message of gold-dev is used in training; an act counts from strength 0.5, at the level of the message.",
        "The own set of offers: 174 short messages written before the rules of offers were mended; only every second one was looked at since.",
        "The reference acts come from annotators of one language-model family; agreement with people has not been measured.",
    ]
    if shared_folder():
        return [
            *said,
            "Public sets: F1 of hearing one of the acts a label means, against rows whose label means none of them; other fields, English.",
        ]
    return [*said, "Public sets were skipped: the shared folder is absent (set KULANZ_SHARED)."]


def _gold_rows() -> Iterator[Row]:
    """One sample per conversation."""
    for talk, messages in groupby(own_rows("acts-gold-dev.jsonl"), key=lambda row: row["id"].split("#")[0]):
        yield {"id": talk, "set": "gold", "messages": list(messages)}


def _offer_rows() -> Iterator[Row]:
    """This project's own short offers, and messages with numbers that offer nothing."""
    rows = read_rows(DATA / "offers.jsonl")
    for start in range(0, len(rows), CHUNK):
        yield {"id": f"offers-{start}", "set": "offers", "messages": rows[start : start + CHUNK]}


def _public_rows() -> Iterator[Row]:
    for name, meanings in PUBLIC.items():
        rows = [row for row in public_rows(f"{name}.jsonl") if meanings.get(row["label"], ()) is not None]
        for start in range(0, len(rows), CHUNK):
            yield {"id": f"{name}-{start}", "set": name, "messages": rows[start : start + CHUNK]}


def measure(row: Row, ear: str = OFFLINE) -> Row:
    """What was heard in the messages of one sample."""
    return {"set": row["set"], "messages": [_message(message, ear) for message in row["messages"]]}


def _message(message: Row, ear: str) -> Row:
    appraisal = simulator(ear).appraise(message["text"], message["context"] or "", message["lang"], ear)
    offer = appraisal.offer.model_dump(exclude_none=True) if appraisal.offer else None
    return {
        "lang": message["lang"],
        "label": message.get("label"),
        "gold": message.get("acts"),
        "heard": [act for act, strength in appraisal.acts.items() if strength >= HEARD],
        "gold_offer": message.get("offer"),
        "offer": offer,
        "missed": bool(appraisal.notice),
    }


# Figures


def figures(rows: list[Row]) -> list[Figure]:
    """All figures from measured rows."""
    messages = {name: [m for row in rows if row["set"] == name for m in row["messages"]] for name in ("gold", "offers", *PUBLIC)}
    gold = messages["gold"]
    public = (found for name in PUBLIC for found in _public(name, messages[name]))
    return [*_acts(gold), *_offers(gold), *_offers(messages["offers"], "own set: "), *_failed(gold), *public] if gold else []


def _acts(gold: list[Row]) -> list[Figure]:
    per_act = {act: _act_f1(gold, act) for act in ACTS}
    per_lang = {lang: mean([_act_f1([m for m in gold if m["lang"] == lang], act) for act in ACTS]) for lang in ("de", "en")}
    de, en = per_lang["de"], per_lang["en"]
    gap = None if de is None or en is None else abs(de - en)
    return [
        figure("macro-F1", mean(list(per_act.values())), ">= 0.70", digits=3),
        *(figure(f"macro-F1 {lang}", value, digits=3) for lang, value in per_lang.items()),
        figure("German-English gap of macro-F1", gap, "<= 0.05", digits=3),
        *(figure(f"F1 {act}", value, shown=_with_count(gold, act, value)) for act, value in per_act.items()),
    ]


def _with_count(gold: list[Row], act: str, value: float | None) -> str:
    count = sum(act in message["gold"] for message in gold)
    return f"{'not measured' if value is None else format(value, '.2f')} (n = {count})"


def _act_f1(messages: list[Row], act: str) -> float | None:
    return f1([act in message["gold"] for message in messages], [act in message["heard"] for message in messages])


def _offers(gold: list[Row], of: str = "") -> list[Figure]:
    offered = [m for m in gold if m["gold_offer"]]
    found = [m for m in offered if m["offer"]]
    wrong = [m for m in gold if m["offer"] and not m["gold_offer"]]
    right = [m for m in found if m["offer"]["kind"] == m["gold_offer"]["kind"]]
    sized = [m for m in found if set(m["gold_offer"]) - {"kind"}]
    exact = [m for m in sized if all(m["offer"].get(key) == value for key, value in m["gold_offer"].items() if key != "kind")]
    return [
        _share(f"{of}offers found", found, offered),
        _share(f"{of}offers of the right kind", right, found),
        _share(f"{of}offers of the right size", exact, sized),
        _share(f"{of}offers heard where none was made", wrong, [m for m in gold if not m["gold_offer"]]),
    ]


def _failed(gold: list[Row]) -> list[Figure]:
    """Messages a model could not hear; shown only when there are any."""
    missed = [message for message in gold if message["missed"]]
    return [_share("messages the offline ear heard in the model's place", missed, gold)] if missed else []


def _share(name: str, part: list[Row], whole: list[Row]) -> Figure:
    return figure(name, len(part) / len(whole) if whole else None, shown=f"{len(part)} of {len(whole)}")


def _public(name: str, messages: list[Row]) -> Iterator[Figure]:
    """F1 per meaning: rows whose label means one of the acts against rows whose label means none of them."""
    meanings = {label: acts for label, acts in PUBLIC[name].items() if acts}
    for acts in dict.fromkeys(meanings.values()):
        gold = [set(meanings.get(m["label"], ())) & set(acts) != set() for m in messages]
        heard_ = [bool(set(m["heard"]) & set(acts)) for m in messages]
        yield figure(f"{name} F1 {' or '.join(acts)}", f1(gold, heard_), shown="" if messages else "skipped")
