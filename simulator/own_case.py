"""The freelancer's own case: a filled-in form <-> a client to practise with, drawn from shipped ones; it asks no model and touches no user file."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from pydantic import Field

from simulator.appraisal import OfferKind
from simulator.errors import InputError
from simulator.formats import money
from simulator.generic_lines import Lines, generic_lines
from simulator.persona import (
    MOODS_OF,
    ONLY,
    CaseText,
    Difficulty,
    Document,
    Economics,
    Fact,
    FactRole,
    FactText,
    Fair,
    Need,
    Persona,
    PersonaText,
    Temperament,
)  # fmt: skip
from simulator.skeleton import persona_yaml, slug_of
from simulator.transcript import Frozen, Lang

LONGEST = 4000
"""Characters of one field of the form."""
FEW = 4
"""With fewer generic lines for a move and mood, other clients lend some."""
_HIDDEN: dict[FactRole, tuple[str, float]] = {"expectation": ("expected", 0.30), "source": ("source", 0.40), "need": ("need", 0.38)}
"""Role of a hidden fact -> field of the form that tells it, and the trust that opens it."""
_OPENING = 260
"""Characters of the complaint that the client opens with."""
_REQUIRED = ("name", "trade", "project", "agreed", "delivered", "complaint", "expected", "source", "need")
_MONEY: frozenset[OfferKind] = frozenset({"discount", "refund", "split"})

Written = Annotated[str, Field(max_length=LONGEST)]
FormFault = Literal["missing", "too_short", "currency", "order", "given_away"]


_TO_SAY = {
    "name": "the client's name", "trade": "your trade", "project": "what the job is", "agreed": "what was agreed",
    "delivered": "what you delivered", "price": "the price of the whole job", "currency": "the currency in three capital letters, such as EUR",
    "complaint": "the complaint", "expected": "what the client had really expected", "source": "where that expectation came from",
    "need": "what the client needs now", "kinds": "what would settle it (rework, extra work, a discount, money back, a split, another date)",
}  # fmt: skip
_WHY: dict[FormFault, str] = {
    "too_short": " in a whole sentence",
    "order": " from low to high",
    "given_away": " in other words than the complaint",
}


class Fault(NamedTuple):
    """A field of the form that cannot stay as it is, and why."""

    field: str
    kind: FormFault

    def __str__(self) -> str:
        """What is to be said, in plain words."""
        return f"{_TO_SAY.get(self.field, self.field)}{_WHY.get(self.kind, '')}"


class CaseForm(Frozen):
    """What a freelancer knows of the own case; any part may still be empty (see `faults`). What the client says stands in its own words."""

    lang: Lang
    name: Written = ""
    who: Written = ""
    """Who the client is, such as 'Inhaberin eines Blumenladens'; may stay empty."""
    address: Literal["Sie", "du"] = "Sie"
    """How both address each other; English knows only 'you'."""
    temperament: Temperament = "disappointed"
    difficulty: Difficulty = "medium"
    trade: Written = ""
    """The freelancer's trade."""
    project: Written = ""
    agreed: Written = ""
    delivered: Written = ""
    price: Annotated[float, Field(ge=0, le=1e9)] | None = None
    """What the whole job costs; None means not said yet."""
    currency: Annotated[str, Field(max_length=8)] = "EUR"
    complaint: Written = ""
    """What the client complains about, in its own words: the first thing it will say."""
    expected: Written = ""
    """What the client really expected, in its own words; hidden at first."""
    source: Written = ""
    """Where the gap came from, in the client's words; hidden at first."""
    need: Written = ""
    """What the client needs now, in its own words; hidden at first."""
    purpose: Written = ""
    """What it is for and by when, in the client's words; may stay empty."""
    kinds: tuple[OfferKind, ...] = ()
    """Kinds of offer that give the client what it needs."""
    percent: tuple[Annotated[float, Field(ge=0, le=100)], Annotated[float, Field(ge=0, le=100)]] = (8, 25)
    """The fair zone of money, in per cent of the price: from, to."""
    hours: tuple[Annotated[float, Field(ge=0, le=10_000)], Annotated[float, Field(ge=0, le=10_000)]] = (1, 4)
    """The fair zone of work free of charge, in hours: from, to."""
    hourly_rate: Annotated[float, Field(ge=0, le=100_000)] = 80


def faults(form: CaseForm) -> list[Fault]:
    """All that keeps the form from becoming a client, in the order of the fields; empty when nothing does."""
    found = [*_empty(form), *(Fault(name, "given_away") for name in _given_away(form))]
    if not re.fullmatch(r"[A-Z]{3}", form.currency):
        found.append(Fault("currency", "currency"))
    found += [Fault(name, "order") for name in ("percent", "hours") if (zone := getattr(form, name))[0] > zone[1]]
    order = list(CaseForm.model_fields)
    return sorted(found, key=lambda fault: order.index(fault.field))


def without_hidden(form: CaseForm) -> CaseForm:
    """The form whose complaint leaves out what is to be found out; unchanged where nothing would be left of it."""
    told = [_plain(piece) for name, _ in _HIDDEN.values() for piece in _telling(getattr(form, name))]
    kept = [sentence for sentence in _sentences(form.complaint) if not any(piece in _plain(sentence) for piece in told)]
    return form.model_copy(update={"complaint": " ".join(kept)}) if kept else form


def client_of(form: CaseForm, clients: Sequence[Persona], slug: str = "") -> Persona:
    """The client of a form; it passes `kulanz check`. `clients` are the shipped ones, `slug` its name (empty: after the client's).

    Raises InputError for a form with faults, or when no client speaks the form's language.
    """
    if found := faults(form):
        raise InputError(f"The form is not complete. Still to be said: {'; '.join(map(str, found))}.")
    form = _clean(form)
    like, text = nearest(form, clients), _text(form, clients)
    return Persona(
        slug=slug or slug_of(form.name, "own-case"), temperament=form.temperament, difficulty=form.difficulty, price=form.price or 0.0,
        currency=form.currency, trains=like.trains, start=like.start, nature=like.nature, triggers=like.triggers, soothers=like.soothers,
        portrait=like.portrait, needs=(Need(id="repair", met_by=form.kinds),), fair=Fair(percent=form.percent, hours=form.hours),
        facts=tuple(_facts(form)), economics=_economics(form), de=text if form.lang == "de" else None,
        en=text if form.lang == "en" else None,
    )  # fmt: skip


def yaml_of(form: CaseForm, clients: Sequence[Persona], slug: str = "") -> str:
    """The client of a form as the text of a persona file. Raises InputError as `client_of` does."""
    return persona_yaml(client_of(form, clients, slug))


def form_of(persona: Persona, lang: Lang) -> CaseForm:
    """The form a client could have come from, for editing. Raises KeyError when the client does not speak the language."""
    text = persona.text(lang)
    told = {role: text.facts[fact.id].truth for fact in reversed(persona.facts) for role in [fact.role]}
    return CaseForm(
        lang=lang, name=text.name, who="" if text.who == text.case.project else text.who, address="du" if text.address == "du" else "Sie",
        temperament=persona.temperament, difficulty=persona.difficulty, trade=text.case.trade, project=text.case.project,
        agreed=text.case.agreed, delivered=text.case.delivered, price=persona.price, currency=text.case.currency or persona.currency,
        complaint=text.case.complaint, purpose=text.facts["purpose"].truth if "purpose" in text.facts else "",
        kinds=persona.needs[0].met_by, percent=persona.fair.percent, hours=persona.fair.hours, hourly_rate=persona.economics.hourly_rate,
        **{name: told[role] for role, (name, _) in _HIDDEN.items()},
    )  # fmt: skip


def is_own_case(persona: Persona) -> bool:
    """Was this client made of a form?"""
    return len(persona.langs) == 1 and {*_HIDDEN, "agreed"} <= {fact.id for fact in persona.facts}


def nearest(form: CaseForm, clients: Sequence[Persona]) -> Persona:
    """The client most like the form's: by temperament, then by how it is addressed. Raises InputError when none speaks the language."""
    speaking = [client for client in clients if form.lang in client.langs]
    if not speaking:
        raise InputError(f"No client here speaks {form.lang!r}, so none can lend its temperament.")
    return min(
        speaking, key=lambda client: (client.temperament != form.temperament, client.text(form.lang).address != _address(form), client.slug)
    )


# The form


def _empty(form: CaseForm) -> Iterator[Fault]:
    yield from (Fault(name, "missing") for name in _REQUIRED if not str(getattr(form, name)).strip())
    if form.price is None:
        yield Fault("price", "missing")
    if not any(kind != "none_given" for kind in form.kinds):
        yield Fault("kinds", "missing")
    told = ("complaint", *(name for name, _ in _HIDDEN.values()))
    yield from (Fault(name, "too_short") for name in told if 0 < len(getattr(form, name).split()) < 3)


def _given_away(form: CaseForm) -> Iterator[str]:
    """Hidden fields of which a whole sentence stands in the complaint already: then there is nothing to find out."""
    complaint = _plain(form.complaint)
    for name, _ in _HIDDEN.values():
        if any(_plain(piece) in complaint for piece in _telling(getattr(form, name))):
            yield name


def _telling(text: str) -> list[str]:
    """The sentences long enough to give something away."""
    return [piece for piece in _sentences(text) if len(piece.split()) >= 6]


def _clean(form: CaseForm) -> CaseForm:
    """The form with tidy texts; braces would be taken for slots of a line."""
    texts = {name: _tidy(value) for name, value in form if isinstance(value, str)}
    told = {
        name: _sentence(texts[name])
        for name in ("agreed", "delivered", "complaint", "purpose", *(name for name, _ in _HIDDEN.values()))
        if texts[name]
    }
    return form.model_copy(update=texts | told)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.translate({ord("{"): "(", ord("}"): ")"}).strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", "“", '"', "”", ")")) else f"{text}."


def _sentences(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"(?<=[.!?…])\s+|\n+", text) if piece.strip()]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# The client


def _facts(form: CaseForm) -> Iterator[Fact]:
    yield from (Fact(id=role, role=role, hidden=True, gate=gate) for role, (_, gate) in _HIDDEN.items())
    yield Fact(id="agreed", role="detail")
    if form.purpose:
        yield Fact(id="purpose", role="detail")


def _economics(form: CaseForm) -> Economics:
    """One order like this a year, and a referral every other year: the template's values, with this price and rate."""
    return Economics(orders_per_year=1, order_value=form.price or 0.0, margin=0.6, referrals_per_year=0.5, hourly_rate=form.hourly_rate)


def _text(form: CaseForm, clients: Sequence[Persona]) -> PersonaText:
    words, sentences = _words(form.lang), _sentences(form.complaint)
    opening = _opening(sentences)
    return PersonaText(
        name=form.name, who=form.who or form.project, situation=sentences[0], character=words["characters"][form.temperament],
        address=_address(form), levels=words["levels"], case=_case(form), documents=tuple(_documents(form, words)),
        you_know=(form.delivered, form.agreed), goal=words["goal"], opening=tuple(line.format(text=opening) for line in words["openings"]),
        facts=_fact_texts(form, words), needs={"repair": form.need}, lines=_lines(form, clients, sentences),
    )  # fmt: skip


def _opening(sentences: Sequence[str]) -> str:
    """The first sentences of the complaint, as many as one says in one go."""
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + len(sentence) >= _OPENING:
            break
        kept += f" {sentence}"
    return kept


def _case(form: CaseForm) -> CaseText:
    return CaseText(trade=form.trade, project=form.project, agreed=form.agreed, delivered=form.delivered, complaint=form.complaint)


def _documents(form: CaseForm, words: dict[str, Any]) -> Iterator[Document]:
    titles = words["documents"]
    price = words["price_line"].format(price=money(form.price or 0.0, form.currency, form.lang))
    yield Document(kind="offer", title=titles["offer"], text=f"{form.project}\n{form.agreed}\n{price}")
    yield Document(kind="complaint", title=titles["complaint"].format(name=form.name), text=form.complaint)


def _fact_texts(form: CaseForm, words: dict[str, Any]) -> dict[str, FactText]:
    told = {role: getattr(form, name) for role, (name, _) in _HIDDEN.items()} | {"agreed": form.agreed, "purpose": form.purpose}
    return {
        fact: _fact_text(truth, words["facts"][fact], words["tell"], _wrong(form, fact, words)) for fact, truth in told.items() if truth
    }


def _fact_text(truth: str, own: dict[str, Any], tell: Sequence[str], wrong: Sequence[str]) -> FactText:
    return FactText(truth=truth, ask=own["ask"], tell=tuple(line.format(text=truth) for line in own.get("tell", tell)), wrong=tuple(wrong))


def _wrong(form: CaseForm, fact: str, words: dict[str, Any]) -> list[str]:
    """Likely misreadings; what the client needs is misread as the thing it does not need."""
    if fact == "need":
        return list(words["wrong_need_work" if set(form.kinds) <= _MONEY else "wrong_need_money"])
    return list(words["facts"][fact].get("wrong", ()))


# Its lines


def _lines(form: CaseForm, clients: Sequence[Persona], sentences: Sequence[str]) -> Lines:
    written = _words(form.lang)["lines"]
    generic = generic_lines(clients, form.lang)
    lenders = [generic[client.slug] for client in _lenders(form, clients)]
    seen: set[str] = set()
    lines: Lines = {}
    for move, moods in MOODS_OF.items():
        if ONLY.get(move, form.temperament) != form.temperament:
            continue
        for index, mood in enumerate(moods):
            # The client vents with sentences of its own complaint, dealt out to the moods.
            own = sentences[index :: len(moods)] if move == "vent" else ()
            found = _chosen(own, [lent.get(move, {}).get(mood, ()) for lent in lenders], written[move][mood], seen)
            lines.setdefault(move, {})[mood] = tuple(line.replace("{need}", form.need) for line in found)
    return lines


def _lenders(form: CaseForm, clients: Sequence[Persona]) -> list[Persona]:
    """Clients of this language and address, the nearest temperament first."""
    like, address = nearest(form, clients), _address(form)
    fitting = [client for client in clients if form.lang in client.langs and client.text(form.lang).address == address]
    return sorted(fitting, key=lambda client: (client.slug != like.slug, _distance(client, like)))


def _distance(one: Persona, other: Persona) -> float:
    a, b = ({**p.start.model_dump(), "heat": p.nature.heat, "warmth": p.nature.warmth} for p in (one, other))
    return float(sum(abs(a[name] - b[name]) for name in a))


def _chosen(own: Sequence[str], lent: Sequence[Sequence[str]], written: Sequence[str], seen: set[str]) -> list[str]:
    """The own lines, then all of the nearest lender; others fill up to a few, and what is written for any case comes last. None twice."""
    found: list[str] = []
    for number, lines in enumerate([own, *lent, written]):
        if number > 1 and len(found) >= FEW:
            break
        fresh = [line for line in dict.fromkeys(lines) if line not in seen]
        found += fresh if number <= 1 else fresh[: FEW - len(found)]
        seen.update(found)
    return found


def _address(form: CaseForm) -> Literal["Sie", "du", "you"]:
    return "you" if form.lang == "en" else form.address


@cache
def _words(lang: Lang) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "templates" / f"own_case.{lang}.yaml").read_text(encoding="utf-8"))
    return found
