"""The feedback after a talk: score, one strength, one fix, all criteria, the mood with its causes, what was found, the ledger."""

from collections.abc import Sequence
from html import escape

import gradio as gr

from simulator.formats import number
from simulator.ledger import Entry, entries
from simulator.record import is_good_end, mood_points
from simulator.report import Report, Result
from simulator.rubric import Rubric
from simulator.session import Beat, Session
from simulator.ui import svg
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.frame import banner, bullets, page, panel
from simulator.ui.pages.talk import SHOWN
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts


class ReportPage(Page):
    view = "report"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-report-html")

    def show(self, place: Place) -> Updates:
        talk = self.service.talks.load(place.talk)
        session = talk.session
        offer = session.state.memory.standing if is_good_end(session.ended) else None
        ledger = entries(session.persona, session.ended, session.state.levels.trust, offer)
        found = self.service.talks.report(talk)
        return {self.body: report(self.t, talk.id, session, found, self.service.simulator.rubric(found.scorecard.rubric), ledger)}

    def act(self, place: Place) -> Place:
        match place.do:
            case ("branch", turn) if turn.isdecimal():
                talks = self.service.talks
                return at("talk", talk=talks.branch(talks.load(place.talk), int(turn)).id)
        return place.idle


def report(t: Texts, talk_id: str, session: Session, found: Report, rubric: Rubric, ledger: Sequence[Entry]) -> str:
    """The whole page; quotes and comments stay in the language of the talk."""
    name = session.persona.text(session.lang).name
    parts = [
        f'<h1 tabindex="-1">{escape(t("report.title", name=name))}</h1>',
        _result_head(t, session, found, rubric),
        _notices(t, session),
        _first_two(t, found, rubric),
        panel(t("report.criteria"), "".join(_criterion(t, result, rubric) for result in found.scorecard.criteria)),
        panel(t("report.mood"), _mood(t, session)),
        panel(t("report.transcript"), _turns(t, talk_id, session)),
        _facts(t, session),
        panel(t("report.ledger"), _ledger(t, session, ledger)),
        f'<p class="small mute">{escape(t("report.judge", name=_judge_name(t, found.scorecard.judge)))}. {escape(t("report.reference"))}</p>'
        f'<p class="again"><a data-go href="?client={session.persona.slug}">{escape(t("report.again"))}</a></p>',
    ]
    return page("".join(parts))


def _judge_name(t: Texts, judge: str) -> str:
    return t("report.offline") if judge == "offline" else judge


def _result_head(t: Texts, session: Session, found: Report, rubric: Rubric) -> str:
    card = found.scorecard
    ending = escape(t(f"ended.{session.ended or 'open'}"))
    outcome = f"<p>{escape(t('report.outcome'))}: <b>{ending}</b></p>"
    if card.total is None:
        reason = card.criteria[0].comment if card.criteria else ""
        return f'<section class="panel"><div class="total"><b>–</b><span>{escape(t("report.not_scored"))}</span></div><p>{escape(reason)}</p>{outcome}</section>'
    core = "".join(f"<div><b>{_score(t, card.result(c.id))}</b>{escape(c.text(t.lang).name)}</div>" for c in rubric.criteria if c.core)
    return (
        f'<section class="panel"><div class="total"><b>{number(card.total, t.lang)}</b><span class="mute">{escape(t("report.total"))}</span></div>'
        f'<div class="core">{core}</div>{outcome}</section>'
    )


def _score(t: Texts, result: Result) -> str:
    return "–" if result.score is None else number(result.score, t.lang, 1)


def _notices(t: Texts, session: Session) -> str:
    notices = list(dict.fromkeys(beat.notice for beat in session.beats if beat.notice))
    return banner(f"{t('report.notice')}: {' '.join(notices)}") if notices else ""


def _first_two(t: Texts, found: Report, rubric: Rubric) -> str:
    boxes = [
        panel(f"{t(f'report.{kind}')}: {rubric.criterion(result.id).text(t.lang).name}", _body(t, result))
        for kind, result in (("strength", found.strength), ("fix", found.fix))
        if result
    ]
    return f'<div class="two">{"".join(boxes)}</div>' if boxes else ""


def _body(t: Texts, result: Result) -> str:
    return f"<p>{escape(result.comment)}</p>{_better(t, result)}"


def _better(t: Texts, result: Result) -> str:
    if not result.suggestion:
        return ""
    gain = t("report.gain", n=number(max(1.0, result.suggestion.gain), t.lang))
    return (
        f'<div class="better"><span class="mute small">{escape(t("report.instead"))}:</span> <s>{escape(result.suggestion.instead_of)}</s><br>'
        f'<span class="mute small">{escape(t("report.better"))}:</span> {escape(result.suggestion.wording)}<br><span class="mute small">{escape(gain)}</span></div>'
    )


def _criterion(t: Texts, result: Result, rubric: Rubric) -> str:
    criterion = rubric.criterion(result.id).text(t.lang)
    unsure = f' <span class="tag">{escape(t("report.uncertain"))}</span>' if result.score is not None and result.confidence < 0.5 else ""
    quotes = "".join(
        f'<div class="q {e.effect}"><small>{escape(t("report.turn", n=(e.turn + 1) // 2))}, {escape(t(f"report.{e.effect}"))}</small><br>{escape(e.quote)}</div>'
        for e in result.evidence
    )
    example = criterion.examples[0]
    contrast = (
        f"<details><summary class=small>{escape(t('report.contrast'))}</summary><p><b>{escape(t('report.weak'))}:</b> {escape(example.weak)}</p>"
        f"<p><b>{escape(t('report.strong'))}:</b> {escape(example.strong)}</p></details>"
    )
    return (
        f'<div class="crit" id="c-{escape(result.id)}"><div class="line"><span class="score">{_score(t, result)}</span><b>{escape(criterion.name)}</b>{unsure}</div>'
        f'<p class="small mute">{escape(criterion.goal)}</p><p>{escape(result.comment)}</p>{quotes}{_better(t, result)}{contrast}</div>'
    )


def _mood(t: Texts, session: Session) -> str:
    points = mood_points(session)
    tips = [f"{t('report.turn', n=p['turn'])}: {', '.join(t('rules.' + c['rule']) for c in p['causes']) or '–'}" for p in points]
    names = {name: t(f"levels.{name}") for name in SHOWN}
    return svg.mood_curve(points, names, t("report.mood_alt", n=len(session.beats)), tips)


def _turns(t: Texts, talk_id: str, session: Session) -> str:
    rows = [f'<div class="turn"><div class="you">{escape(session.opening)}</div></div>']
    for n, (message, beat) in enumerate(zip(session.messages, session.beats, strict=True)):
        branch = f'<a class="branch small" data-go href="?talk={talk_id}&view=report&do=branch:{n}">{escape(t("report.branch"))}</a>'
        rows.append(
            f'<div class="turn" id="t-{n + 1}"><div><span class="small mute">{escape(t("report.turn", n=n + 1))}</span><div class="me">{escape(message)}</div></div>'
            f'{branch}<div>{_causes(t, beat)}<div class="you">{escape(beat.line)}</div></div></div>'
        )
    return "".join(rows)


def _causes(t: Texts, beat: Beat) -> str:
    """Why the mood moved in this turn, each with the sentence that caused it."""
    rows = []
    for cause in beat.causes:
        hurts = cause.changes.get("anger", 0) > 0 or cause.changes.get("trust", 0) < 0
        quote = f": {cause.sentence}" if cause.sentence else ""
        rows.append(
            f'<li class="{"up" if hurts else "down"}">{escape(t("rules." + cause.rule))}<span class="mute">{escape(quote)}</span></li>'
        )
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _facts(t: Texts, session: Session) -> str:
    text = session.persona.text(session.lang)
    told = session.state.memory.revealed
    hidden = [fact.id for fact in session.persona.facts if fact.hidden]
    found = [text.facts[fact].truth for fact in hidden if fact in told]
    missed = [text.facts[fact].truth for fact in hidden if fact not in told]
    left = panel(t("report.found"), bullets(found or [t("report.nothing_found")]))
    right = panel(t("report.hidden"), bullets(missed or [t("report.all_found")]))
    return f'<div class="two">{left}{right}</div>'


def _ledger(t: Texts, session: Session, ledger: Sequence[Entry]) -> str:
    names: dict[str, str] = {entry.path: t(f"report.{entry.path}") for entry in ledger}
    currency = session.persona.case(session.lang).currency
    return (
        f'{svg.ledger(ledger, names, currency, t.lang, t("report.ledger_alt"))}<p class="small mute">{escape(t("report.ledger_note"))}</p>'
    )
