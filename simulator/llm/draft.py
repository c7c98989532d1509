"""A client's messages -> a filled-in form of the own case by a model; what it says is the freelancer's to correct, and it makes no client."""

from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulator.appraisal import OFFER_KINDS, OfferKind
from simulator.errors import InputError
from simulator.llm.answers import every_field
from simulator.llm.calls import Message
from simulator.llm.chat import Chat
from simulator.llm.numbers import amounts
from simulator.llm.prompts import prompt
from simulator.masking import mask, unmask
from simulator.own_case import LONGEST, CaseForm, faults, without_hidden
from simulator.persona import Temperament
from simulator.transcript import Lang

LONGEST_THREAD = 40_000
"""Characters of messages that are read; longer threads are refused, never cut silently."""


_KINDS = [kind for kind in OFFER_KINDS if kind != "none_given"]


class Draft(BaseModel):
    """What a call answers; empty where the messages do not say it."""

    model_config = ConfigDict(json_schema_extra=every_field)

    name: str
    who: str = ""
    address: Literal["Sie", "du"] = "Sie"
    temperament: Temperament
    trade: str = ""
    project: str
    agreed: str = ""
    delivered: str = ""
    price: Annotated[float, Field(ge=0, le=1e9)] | None = None
    currency: str = "EUR"
    complaint: str
    expected: str
    source: str
    need: str
    purpose: str = ""
    kinds: Annotated[list[OfferKind], Field(json_schema_extra={"minItems": 1, "maxItems": 3, "items": {"enum": _KINDS}})]
    """An empty list is read too: then the freelancer says it."""


def form_from(chat: Chat, thread: str, lang: Lang, masked: bool = True) -> CaseForm:
    """The form as far as the messages tell it (see `own_case.faults` for the rest).

    With `masked`, names and addresses are replaced before anything is sent and put back here. Raises InputError for a thread that is empty
    or too long, ModelError when the model fails.
    """
    text = _usable(thread)
    sent, names = mask(text) if masked else (text, {})
    asked: list[Message] = [("system", prompt("draft", lang)), ("human", prompt("thread", lang, thread=sent, mark=mark_of(sent)))]
    first = chat.structured(asked, Draft)
    form = _form(first, names, lang)
    missing = faults(form)
    if not missing:
        return form
    ids = [f"{fault.field} ({fault.kind})" for fault in missing]
    sums = amounts(sent) if form.price is None else ()
    again: list[Message] = [*asked, ("ai", first.model_dump_json()), ("human", prompt("incomplete", lang, ids=ids, amounts=sums))]
    second = _form(chat.structured(again, Draft), names, lang)
    return second if len(faults(second)) < len(missing) else form


def mark_of(text: str) -> str:
    """A fence the messages cannot hold, for it is made from all of them."""
    return f"#{sha256(text.encode()).hexdigest()[:16]}"


def _usable(thread: str) -> str:
    text = thread.strip()
    if not text:
        raise InputError("There is no message to draft from. Paste what the client wrote.")
    if len(text) > LONGEST_THREAD:
        raise InputError(f"The messages have {len(text):,} characters; at most {LONGEST_THREAD:,} are read. Paste the ones that matter.")
    return text


def _form(found: Draft, names: dict[str, str], lang: Lang) -> CaseForm:
    given: dict[str, Any] = found.model_dump() | {"kinds": tuple(dict.fromkeys(kind for kind in found.kinds if kind != "none_given"))}
    texts = {name: unmask(value, names)[:LONGEST] for name, value in given.items() if isinstance(value, str)}
    return without_hidden(CaseForm(lang=lang, **{**given, **texts, "currency": found.currency[:8].upper()}))
