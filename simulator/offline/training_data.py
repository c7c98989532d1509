"""The hand-written training files -> labelled messages; it knows their notation (training/README.md) and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.appraisal import ACTS, Act, Offer
from simulator.transcript import Transcript

HERE = Path(__file__).parent / "training"
_ENTRY = re.compile(r"(\w+)(?:\[(\w+)((?: \w+=[\d.]+)*)\])?")
_FIELD = {"percent": "percent", "amount": "amount", "hours": "free_hours"}


@dataclass(frozen=True)
class Labelled:
    """One sentence with its acts; `offer` is what it proposes, None when nothing."""

    text: str
    acts: frozenset[Act]
    offer: Offer | None = None


@dataclass(frozen=True)
class Message:
    """A freelancer's message in its context; `talk` groups what belongs together for cross-validation."""

    talk: str
    lang: str
    context: str
    sentences: tuple[Labelled, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass
class Talk:
    """A whole conversation with its case, as far as the header says it."""

    id: str
    lang: str
    case: dict[str, str]
    turns: list[tuple[str, str]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def talks(folder: Path = HERE / "talks") -> list[Talk]:
    """All conversations, in the order of the files."""
    return [talk for path in sorted(folder.glob("*.txt")) if path.stem != "ratings" for talk in _talks_of(path)]


def writer_of(talk_id: str) -> str:
    """The letter of a talk's writer: `de-a-017` -> `a`."""
    return talk_id.split("-")[1]


def attacks(folder: Path = HERE / "attacks") -> list[Talk]:
    """Talks written to please a scoring program instead of the client."""
    return talks(folder)


def transcript_of(talk: Talk) -> Transcript:
    """The talk as a judge reads it; without a case when its header does not say it whole."""
    told = talk.case
    price, _, currency = told.get("price", "").partition(" ")
    case = None
    if {"trade", "project", "agreed", "complaint"} <= told.keys() and price.replace(".", "").isdigit() and currency.strip():
        case = {name: told[name] for name in ("trade", "project", "agreed", "complaint")} | {
            "price": price,
            "currency": currency.split()[0],
        }
    turns = [{"role": role, "text": text} for role, text in talk.turns]
    return Transcript.model_validate({"lang": talk.lang, "case": case, "turns": turns})


def snippets(folder: Path = HERE / "snippets") -> list[Message]:
    """Single exchanges from the middle of talks."""
    return [message for talk in talks(folder) for message in talk.messages]


def contrasts(folder: Path = HERE / "contrasts") -> list[Message]:
    """Exchanges in sets: the same client, answered well, subtly badly, mixed and emptily."""
    return snippets(folder)


def drills(folder: Path = HERE / "drills") -> list[Message]:
    """All contrast sentences as messages of their own; those under one client turn share a `talk`."""
    return [message for path in sorted(folder.glob("*.txt")) for message in _drills_of(path)]


def ratings(folder: Path = HERE / "ratings") -> dict[str, tuple[int, ...]]:
    """Ratings 1..5 of the talks by id: the nine criteria in the order of the rubric."""
    found: dict[str, tuple[int, ...]] = {}
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.count("|") >= 2:
                name, levels, *_ = (part.strip() for part in line.split("|"))
                found[name] = tuple(int(level) for level in levels.split())
    return found


def _talks_of(path: Path) -> Iterator[Talk]:
    for block in re.split(r"^(?====)", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if block.startswith("==="):
            yield _talk(block, block.strip("= ")[:2])


def _talk(block: str, lang: str) -> Talk:
    head, *lines = [line for line in block.splitlines() if line.strip()]
    fields = [part.strip() for part in head.strip("= ").split("|")]
    case = dict(part.split("=", 1) for part in fields[1:] if "=" in part)
    talk = Talk(fields[0], lang, case)
    context = ""
    heard: list[Labelled] = []
    for line in lines:
        if line.startswith("C:") or line.strip() == "F:":
            heard = _close(talk, context, heard)
            if line.startswith("C:"):
                context = line[2:].strip()
                talk.turns.append(("client", context))
        elif " | " in line:
            heard.append(_labelled(line))
        elif (name := line.split(":", 1)[0]) in ("project", "agreed", "complaint"):
            case[name] = line.split(":", 1)[1].strip()
    _close(talk, context, heard)
    return talk


def _close(talk: Talk, context: str, heard: list[Labelled]) -> list[Labelled]:
    if heard:
        message = Message(talk.id, talk.lang, context, tuple(heard))
        talk.messages.append(message)
        talk.turns.append(("freelancer", message.text))
    return []


def _drills_of(path: Path) -> Iterator[Message]:
    context, number = "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("C:"):
            context, number = line[2:].strip(), number + 1
        elif " | " in line and not line.startswith("#"):
            yield Message(f"{path.stem}/{number}", path.stem[:2], context, (_labelled(line),))


def _labelled(line: str) -> Labelled:
    left, text = line.split(" | ", 1)
    entries = [_ENTRY.fullmatch(part.strip()) for part in left.split(",") if part.strip() not in ("", "-")]
    found = [entry for entry in entries if entry]
    offers = [_offer(entry[2], entry[3]) for entry in found if entry[2]]
    named = {entry[1] for entry in found}
    return Labelled(text.strip(), frozenset(act for act in ACTS if act in named), offers[0] if offers else None)


def _offer(kind: str, sizes: str | None) -> Offer:
    pairs = dict(pair.split("=") for pair in (sizes or "").split())
    return Offer.model_validate({"kind": kind} | {_FIELD[name]: float(value) for name, value in pairs.items()})
