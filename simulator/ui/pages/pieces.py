"""Pieces of HTML that show a talk looked back at: scores, quotes, turns with their marks; the report and the comparison are put together of them."""

from collections.abc import Iterable, Sequence
from html import escape

from simulator.formats import number
from simulator.record import mood_points
from simulator.report import Result
from simulator.review import Mark, Moment, Review, turn_of
from simulator.session import Beat, Session
from simulator.state import Cause
from simulator.ui import svg
from simulator.ui.texts import Texts

SHOWN = ("anger", "trust", "understood")
"""The levels a page shows."""


def spoken(t: Texts, found: Review) -> str:
    """The attribute that tells a screen reader the talk's language where it is not the page's."""
    return "" if found.session.lang == t.lang else f' lang="{found.session.lang}"'


def mood_curve(t: Texts, session: Session, moments: Iterable[Moment] = (), causes: bool = True, linked: bool = True) -> str:
    """The levels over a talk with the turns that mattered; a point tells its causes if `causes`, and leads to its turn if `linked`."""
    points = mood_points(session)
    tips = [t("report.turn", n=point["turn"]) for point in points]
    if causes:
        why = (", ".join(t("rules." + cause["rule"]) for cause in point["causes"]) or "–" for point in points)
        tips = [f"{tip}: {told}" for tip, told in zip(tips, why, strict=True)]
    names = {name: t(f"levels.{name}") for name in SHOWN}
    marks = {moment.turn: moment.effect for moment in moments}
    return svg.mood_curve(points, names, t("report.mood_alt", n=len(session.beats)), tips, marks, linked)


def ending_of(ended: str | None) -> str:
    """The key of the words for how a talk ended; None is a talk that goes on."""
    return f"ended.{ended or 'open'}"


def judge_of(t: Texts, found: Review) -> str:
    """Who judged, in words."""
    judge = found.report.scorecard.judge
    return t("report.offline") if judge == "offline" else judge


def name_of(t: Texts, found: Review, criterion: str) -> str:
    """A criterion's name in the page's language."""
    return found.rubric.criterion(criterion).text(t.lang).name


def level(t: Texts, score: float | None) -> str:
    """A level of 1 to 5 in words of the language; a dash when there is none."""
    return "–" if score is None else number(score, t.lang, 1)


def scale(t: Texts, result: Result, guess: float | None = None) -> str:
    """The level as a bar from 1 to 5, with the freelancer's own guess as a mark on it."""
    if result.score is None:
        return ""
    label = t("report.of_five", n=level(t, result.score))
    mark = f'<b style="left:{25 * (guess - 1):.0f}%"></b>' if guess is not None else ""
    return f'<span class="scale" role="img" aria-label="{escape(label)}"><i style="width:{25 * (result.score - 1):.0f}%"></i>{mark}</span>'


def certainty(t: Texts, result: Result) -> str:
    """How sure the score is, in words."""
    if result.score is None:
        return ""
    spread = f" {t('report.spread', n=number(result.spread, t.lang, 1))}" if result.spread else ""
    return f'<span class="certainty {result.certainty}">{escape(t(f"report.{result.certainty}") + spread)}</span>'


def jump(target: str, text: str, label: str = "") -> str:
    """A link to another place of the same page; `text` is shown, `label` is read out."""
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<a href="#{escape(target)}" data-jump="{escape(target)}"{named}>{escape(text)}</a>'


def turn_link(t: Texts, turn: int, prefix: str = "t") -> str:
    return jump(f"{prefix}-{turn}", t("report.turn", n=turn))


def better(t: Texts, found: Review, result: Result) -> str:
    """The better wording of one sentence; empty without one."""
    told = result.suggestion
    if not told:
        return ""
    gain = t("report.gain", n=number(max(1.0, told.gain), t.lang))
    return (
        f'<div class="better"><p><span class="mute small">{escape(t("report.instead"))} ({turn_link(t, turn_of(told.turn))})</span><br>'
        f'<s{spoken(t, found)}>{escape(told.instead_of)}</s></p><p><span class="mute small">{escape(t("report.better"))}</span><br>'
        f'<strong{spoken(t, found)}>{escape(told.wording)}</strong></p><p class="mute small">{escape(gain)}</p></div>'
    )


def quotes(t: Texts, found: Review, result: Result) -> str:
    """The sentences a score rests on, each with a link to its turn."""
    return "".join(
        f'<div class="q {quote.effect}"><small>{turn_link(t, turn_of(quote.turn))}, {escape(t(f"report.{quote.effect}"))}</small><br>'
        f"<span{spoken(t, found)}>{escape(quote.quote)}</span></div>"
        for quote in result.evidence
    )


def causes(t: Texts, found: Review, listed: Sequence[Cause]) -> str:
    """Why the mood moved, each with the sentence that caused it."""
    return f"<ul>{''.join(_cause(t, found, cause) for cause in listed)}</ul>" if listed else ""


def _cause(t: Texts, found: Review, cause: Cause) -> str:
    hurts = cause.changes.get("anger", 0) > 0 or cause.changes.get("trust", 0) < 0
    quote = f'<span class="mute"{spoken(t, found)}>: {escape(cause.sentence)}</span>' if cause.sentence else ""
    return f'<li class="{"up" if hurts else "down"}">{escape(t("rules." + cause.rule))}{quote}</li>'


def moved(t: Texts, moment: Moment) -> str:
    """How far each level moved in a turn, in points of 100; levels that stood still are left out."""
    changes = [(name, round(100 * getattr(moment, name))) for name in ("anger", "trust", "understood")]
    return ", ".join(f"{t(f'levels.{name}')} {'+' if points > 0 else '−'}{abs(points)}" for name, points in changes if points)


def badge(t: Texts, moment: Moment | None) -> str:
    """The mark of a turn that mattered."""
    if moment is None:
        return ""
    sign = "▲" if moment.effect == "helps" else "▼"
    return (
        f'<span class="badge {moment.effect}"><span aria-hidden="true">{sign}</span> {escape(t(f"report.moment_{moment.effect}"))}</span>'
    )


def turns(t: Texts, found: Review, branch: str, prefix: str = "t", start: int = 1) -> str:
    """What was said from turn `start` on, with its marks; `branch` is the address that goes back to a turn, `{}` standing for the turn from 0."""
    session = found.session
    opening = f'<div class="turn"><div class="you"{spoken(t, found)}>{escape(session.opening)}</div></div>' if start == 1 else ""
    said = enumerate(zip(session.messages, session.beats, strict=True), start=1)
    return opening + "".join(_turn(t, found, n, message, beat, branch, prefix) for n, (message, beat) in said if n >= start)


def _turn(t: Texts, found: Review, n: int, message: str, beat: Beat, branch: str, prefix: str) -> str:
    moment, marks = found.moment(n), found.marks(n)
    links = _criteria(t, found, marks) if prefix == "t" else ""
    again = f'<a class="branch small" data-go href="{escape(branch.format(n - 1))}">{escape(t("report.branch"))}</a>' if branch else ""
    why = " · ".join(dict.fromkeys(escape(t("rules." + cause.rule)) for cause in beat.causes))
    return (
        f'<div class="turn {moment.effect if moment else ""}" id="{prefix}-{n}"><div class="meta small"><span class="mute">{escape(t("report.turn", n=n))}</span>'
        f'{badge(t, moment)}{links}{again}</div><div class="me"{spoken(t, found)}>{highlighted(message, marks)}</div><div class="why small">{why}</div>'
        f'<div class="you"{spoken(t, found)}>{escape(beat.line)}</div></div>'
    )


def _criteria(t: Texts, found: Review, marks: Sequence[Mark]) -> str:
    """Links to the criteria a turn counted for: first the fix and the strength, then the core, a few in all."""
    first = [result.id for result in (found.report.fix, found.report.strength, *found.core) if result]
    named = sorted(dict.fromkeys(mark.criterion for mark in marks), key=lambda name: first.index(name) if name in first else len(first))[:3]
    return f'<span class="links">{" ".join(jump(f"c-{name}", name_of(t, found, name)) for name in named)}</span>' if named else ""


def highlighted(message: str, marks: Iterable[Mark]) -> str:
    """The message with the judge's quotes marked, the first of those that overlap."""
    places = sorted({(message.find(mark.quote), len(mark.quote), mark.effect) for mark in marks if mark.quote in message})
    parts, at = [], 0
    for start, length, effect in places:
        if start >= at:
            parts += [escape(message[at:start]), f'<mark class="{effect}">{escape(message[start : start + length])}</mark>']
            at = start + length
    return "".join([*parts, escape(message[at:])])
