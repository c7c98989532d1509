"""A talk looked back at -> Markdown to keep or hand on; what was said stays in the language of the talk."""

import re
from collections.abc import Iterable, Iterator

from simulator import formats
from simulator.formats import money, number
from simulator.report import Result
from simulator.review import Moment, Review, turn_of
from simulator.store import Talk
from simulator.ui.pages.pieces import ending_of, judge_of, level, moved, name_of
from simulator.ui.texts import Texts


def markdown(t: Texts, talk: Talk, found: Review) -> str:
    """The whole report as CommonMark with tables."""
    text = found.session.persona.text(found.session.lang)
    parts = [
        f"# {_plain(t('report.title', name=text.name))}",
        _plain(f"{text.who}. {t('paper.held', when=formats.moment(talk.created, t.lang))}"),
        *_result(t, found),
        *_first_two(t, found),
        *_goal(t, found),
        f"## {_plain(t('report.mood'))}",
        *_moments(t, found),
        f"## {_plain(t('report.transcript'))}",
        *_said(t, found),
        f"## {_plain(t('report.criteria'))}",
        *(line for result in (*found.core, *found.others) for line in _criterion(t, found, result)),
        *_facts(t, found),
        *_ledger(t, found),
        _plain(f"{t('report.judge', name=judge_of(t, found))}. {t('report.reference')}"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(text: str) -> str:
    """A text in which nothing is taken for Markdown, on one line."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split()))


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = [_plain(title) for title in titles]
    lines = [head, ["---"] * len(head), *([_plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _result(t: Texts, found: Review) -> Iterator[str]:
    card = found.report.scorecard
    ending = f"{_plain(t('report.outcome'))}: **{_plain(t(ending_of(found.session.ended)))}**"
    if card.total is None:
        yield f"**{_plain(t('report.not_scored'))}.** {_plain(card.criteria[0].comment if card.criteria else '')}"
        yield ending
        return
    yield f"**{number(card.total, t.lang)}** {_plain(t('report.total'))}. {ending}"
    guesses = found.guess or {}
    titles = [t("compare.criterion"), t("paper.level"), *([t("paper.guess")] if guesses else []), t("paper.certainty")]
    yield _table(titles, (_core(t, found, result, guesses) for result in found.core))
    if "total_capped" in card.flags:
        yield _plain(t("report.capped"))


def _core(t: Texts, found: Review, result: Result, guesses: dict[str, float]) -> list[str]:
    guess = guesses.get(result.id)
    guessed = ["–" if guess is None else number(guess, t.lang)] if guesses else []
    return [
        name_of(t, found, result.id),
        level(t, result.score),
        *guessed,
        "–" if result.score is None else t(f"report.{result.certainty}"),
    ]


def _first_two(t: Texts, found: Review) -> Iterator[str]:
    for kind, result in (("strength", found.report.strength), ("fix", found.report.fix)):
        if result:
            yield f"## {_plain(t(f'report.{kind}'))}: {_plain(name_of(t, found, result.id))}"
            yield _plain(result.comment)
            yield _better(t, result)


def _better(t: Texts, result: Result) -> str:
    told = result.suggestion
    if not told:
        return ""
    turn = t("report.turn", n=turn_of(told.turn))
    return _list(
        [
            f"{_plain(t('report.instead'))} ({_plain(turn)}): {_plain(told.instead_of)}",
            f"{_plain(t('report.better'))}: **{_plain(told.wording)}**",
        ]
    )


def _goal(t: Texts, found: Review) -> Iterator[str]:
    yield f"## {_plain(t('report.goal'))}"
    if not found.goal:
        yield _plain(t("report.no_goal"))
        return
    criterion = found.rubric.criterion(found.goal).text(t.lang)
    yield f"**{_plain(criterion.name)}.** {_plain(criterion.goal)}"


def _moments(t: Texts, found: Review) -> Iterator[str]:
    """The turns that mattered, with their causes."""
    if found.moments:
        titles = [t("paper.turn"), t("paper.change"), t("paper.cause")]
        yield _table(titles, ([str(moment.turn), moved(t, moment), _causes(t, moment)] for moment in found.moments))


def _causes(t: Texts, moment: Moment) -> str:
    return "; ".join(t(f"rules.{cause.rule}") + (f": {cause.sentence}" if cause.sentence else "") for cause in moment.causes) or "–"


def _said(t: Texts, found: Review) -> Iterator[str]:
    session = found.session
    name = _plain(session.persona.text(session.lang).name)
    yield f"**{name}:** {_plain(session.opening)}"
    for turn, (message, beat) in enumerate(zip(session.messages, session.beats, strict=True), start=1):
        moment = found.moment(turn)
        mark = f" ({_plain(t(f'report.moment_{moment.effect}'))})" if moment else ""
        yield f"**{_plain(t('paper.you'))}, {_plain(t('report.turn', n=turn))}**{mark}**:** {_plain(message)}"
        yield f"**{name}:** {_plain(beat.line)}"


def _criterion(t: Texts, found: Review, result: Result) -> Iterator[str]:
    unsure = f" ({_plain(t('report.unsure'))})" if result.score is not None and result.certainty == "unsure" else ""
    yield f"### {_plain(name_of(t, found, result.id))}: {level(t, result.score)}{unsure}"
    yield _plain(result.comment)
    quotes = (
        f"{_plain(t('report.turn', n=turn_of(quote.turn)))}, {_plain(t(f'report.{quote.effect}'))}: {_plain(quote.quote)}"
        for quote in result.evidence
    )
    yield _list(quotes)
    yield _better(t, result)


def _facts(t: Texts, found: Review) -> Iterator[str]:
    for key, shown in (("found", True), ("hidden", False)):
        truths = [finding.truth for finding in found.findings if bool(finding.turn) is shown]
        yield f"## {_plain(t(f'report.{key}'))}"
        yield _list(_plain(truth) for truth in truths or [t("report.nothing_found" if shown else "report.all_found")])


def _ledger(t: Texts, found: Review) -> Iterator[str]:
    currency = found.session.persona.case(found.session.lang).currency
    yield f"## {_plain(t('report.ledger'))}"
    titles = [t("paper.path"), t("paper.low"), t("paper.base"), t("paper.high")]
    rows = (
        [
            t(f"report.{entry.path}"),
            *(money(round(value), currency, t.lang) for value in (entry.total.low, entry.total.base, entry.total.high)),
        ]
        for entry in found.ledger
    )
    yield _table(titles, rows)
    yield _plain(t("report.ledger_note"))
