"""The feedback after a talk: the freelancer's own guess first, then the scores, one strength, one fix, the talk with its marks, and what it was worth."""

from html import escape
from pathlib import Path

import gradio as gr

from simulator import formats
from simulator.formats import number
from simulator.report import Result
from simulator.review import Review, usable_guess
from simulator.store import Talk, TalkLine
from simulator.tokens import total
from simulator.ui import svg
from simulator.ui.pages import pieces
from simulator.ui.pages.base import Page, Service, Updates, Wires
from simulator.ui.pages.frame import banner, bullets, page, panel
from simulator.ui.state import Place, at, place_of
from simulator.ui.texts import Texts

JUMPS = (Path(__file__).parents[1] / "report.js").read_text(encoding="utf-8")
"""Links within the page, the sliders of the guess, and the print button."""


class ReportPage(Page):
    view = "report"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-report-html", js_on_load=JUMPS)

    def show(self, place: Place) -> Updates:
        talk = self.service.talks.load(place.talk)
        found = self.service.talks.review(talk)
        if found.guess is None and found.report.scorecard.total is not None:
            return {self.body: guess(self.t, found)}
        others = [line for line in self.service.talks.attempts(found.session.persona.slug) if line.id != talk.id]
        return {self.body: report(self.t, talk, found, others)}

    def act(self, place: Place) -> Place:
        match place.do:
            case ("branch", turn) if turn.isdecimal():
                talks = self.service.talks
                return at("talk", talk=talks.branch(talks.load(place.talk), int(turn)).id)
            case ("rest", _):
                self.service.talks.score_rest(self.service.talks.load(place.talk))
        return place.idle

    def wire(self, wires: Wires) -> None:
        wires.leads(self.body.guess, self._guessed, [wires.url])

    def _guessed(self, url: str, event: gr.EventData) -> Place:
        """Keep the guess with the talk; an empty one was skipped."""
        place, given = place_of(url), getattr(event, "levels", None)
        rubric = self.service.talks.review(self.service.talks.load(place.talk)).rubric
        self.service.talks.note(place.talk, guess=usable_guess(given if isinstance(given, dict) else {}, rubric))
        return place.idle


def guess(t: Texts, found: Review) -> str:
    """The questions before the result, one slider per core criterion."""
    name = found.session.persona.text(found.session.lang).name
    asked = "".join(_slider(t, found, result) for result in found.core)
    return page(
        f'<h1 tabindex="-1">{escape(t("report.guess_title"))}</h1><p class="lead">{escape(t("report.guess_lead", name=name))}</p>'
        f'<div class="panel guess">{asked}<p class="actions"><button type="button" class="button" data-send>{escape(t("report.guess_send"))}</button>'
        f'<button type="button" class="button quiet" data-skip>{escape(t("report.guess_skip"))}</button></p></div>'
    )


def _slider(t: Texts, found: Review, result: Result) -> str:
    criterion = found.rubric.criterion(result.id).text(t.lang)
    words = [t(f"report.guess_{n}") for n in range(1, 6)]
    return (
        f'<div class="ask"><label for="g-{escape(result.id)}"><b>{escape(criterion.name)}</b><br><span class="mute small">{escape(criterion.goal)}</span></label>'
        f'<input type="range" id="g-{escape(result.id)}" name="{escape(result.id)}" min="1" max="5" step="1" value="3" data-words="{escape("|".join(words))}" '
        f'aria-valuetext="{escape(words[2])}"><output for="g-{escape(result.id)}">{escape(words[2])}</output></div>'
    )


def report(t: Texts, talk: Talk, found: Review, others: list[TalkLine]) -> str:
    """The whole page; quotes and comments stay in the language of the talk. `others` are other talks with the same client."""
    name = found.session.persona.text(found.session.lang).name
    parts = [
        f'<div class="title"><h1 tabindex="-1">{escape(t("report.title", name=name))}</h1>{_exports(t, talk.id)}</div>',
        _result(t, found),
        _notices(t, found),
        _first_two(t, found),
        _goal(t, found),
        panel(t("report.mood"), _mood(t, found)),
        panel(t("report.transcript"), pieces.turns(t, found, f"?talk={talk.id}&view=report&do=branch:{{}}")),
        panel(t("report.criteria"), "".join(_criterion(t, found, result) for result in (*found.core, *found.others))),
        _facts(t, found),
        panel(t("report.ledger"), _ledger(t, found)),
        _others(t, talk.id, others),
        _model(t, talk.id, found),
        f'<p class="small mute">{escape(t("report.judge", name=pieces.judge_of(t, found)))}. {escape(t("report.reference"))}</p>',
    ]
    return page("".join(parts))


def _exports(t: Texts, talk_id: str) -> str:
    files = "".join(
        f'<a class="button quiet" download href="../export/{escape(talk_id)}.{form}?lang={t.lang}">{escape(t(f"report.as_{form}"))}</a>'
        for form in ("pdf", "md")
    )
    return f'<p class="actions">{files}<button type="button" class="button quiet" data-print>{escape(t("report.print"))}</button></p>'


def _result(t: Texts, found: Review) -> str:
    card = found.report.scorecard
    ending = f"<p>{escape(t('report.outcome'))}: <b>{escape(t(pieces.ending_of(found.session.ended)))}</b></p>"
    if card.total is None:
        reason = card.criteria[0].comment if card.criteria else ""
        return (
            f'<section class="panel"><div class="total"><b>–</b><span>{escape(t("report.not_scored"))}</span></div>'
            f"<p{pieces.spoken(t, found)}>{escape(reason)}</p>{ending}</section>"
        )
    core = "".join(_core(t, found, result) for result in found.core)
    capped = f'<p class="small">{escape(t("report.capped"))}</p>' if "total_capped" in card.flags else ""
    return (
        f'<section class="panel result"><div class="total"><b>{number(card.total, t.lang)}</b><span class="mute">{escape(t("report.total"))}</span></div>'
        f'<div class="core">{core}</div>{capped}{ending}</section>'
    )


def _core(t: Texts, found: Review, result: Result) -> str:
    guessed = (found.guess or {}).get(result.id)
    own = f"<small>{escape(t('report.guessed', n=number(guessed, t.lang)))}</small>" if guessed is not None else ""
    name = pieces.jump(f"c-{result.id}", pieces.name_of(t, found, result.id))
    return f"<div><span>{name}</span><b>{pieces.level(t, result.score)}</b>{pieces.scale(t, result, guessed)}{own}{pieces.certainty(t, result)}</div>"


def _notices(t: Texts, found: Review) -> str:
    notices = list(dict.fromkeys(beat.notice for beat in found.session.beats if beat.notice))
    return banner(f"{t('report.notice')}: {' '.join(notices)}") if notices else ""


def _model(t: Texts, talk_id: str, found: Review) -> str:
    """What a language model took and how often it was held back, and a way to ask again for what it did not score; empty without one."""
    spent = total([found.session.tokens, found.report.scorecard.tokens])
    if spent is None:
        return ""
    held = sum(len(beat.origin.held) for beat in found.session.beats)
    counts = {
        name: number(value, t.lang)
        for name, value in {**spent.model_dump(include={"calls", "input", "cached", "output"}), "held": held}.items()
    }
    told = t("report.spent_least" if spent.unreported else "report.spent", **counts)
    cost = "" if spent.cost is None else f" {t('report.cost', cost=number(spent.cost, t.lang, 4), currency=spent.currency)}"
    missing = any(result.score is None for result in found.report.scorecard.criteria)
    again = f'<a data-go href="?talk={escape(talk_id)}&view=report&do=rest">{escape(t("report.rest"))}</a>' if missing else ""
    return f'<p class="small mute">{escape(told + cost)} {again}</p>'


def _first_two(t: Texts, found: Review) -> str:
    boxes = [
        panel(
            f"{t(f'report.{kind}')}: {pieces.name_of(t, found, result.id)}",
            f"<p{pieces.spoken(t, found)}>{escape(result.comment)}</p>{pieces.better(t, found, result)}",
        )
        for kind, result in (("strength", found.report.strength), ("fix", found.report.fix))
        if result
    ]
    return f'<div class="two">{"".join(boxes)}</div>' if boxes else ""


def _goal(t: Texts, found: Review) -> str:
    """The goal of this talk and how it went, and one goal for the next."""
    again = f'<p class="actions"><a class="button again" data-go href="?client={escape(found.session.persona.slug)}">{escape(t("report.again"))}</a></p>'
    known = {result.id: result for result in found.report.scorecard.criteria}
    aim = known.get(found.aim)
    had = f"<p>{escape(t('report.had_goal', name=pieces.name_of(t, found, aim.id), n=pieces.level(t, aim.score)))}</p>" if aim else ""
    if not found.goal:
        return panel(t("report.goal"), f"{had}<p>{escape(t('report.no_goal'))}</p>{again}")
    criterion = found.rubric.criterion(found.goal).text(t.lang)
    return panel(t("report.goal"), f"{had}<p><b>{escape(criterion.name)}.</b> {escape(criterion.goal)}</p>{again}")


def _criterion(t: Texts, found: Review, result: Result) -> str:
    criterion = found.rubric.criterion(result.id).text(t.lang)
    example = criterion.examples[0]
    contrast = (
        f"<details><summary class=small>{escape(t('report.contrast'))}</summary><p><b>{escape(t('report.weak'))}:</b> {escape(example.weak)}</p>"
        f"<p><b>{escape(t('report.strong'))}:</b> {escape(example.strong)}</p></details>"
    )
    return (
        f'<div class="crit" id="c-{escape(result.id)}"><details><summary class="line"><span class="score">{pieces.level(t, result.score)}</span>'
        f"<b>{escape(criterion.name)}</b>{pieces.scale(t, result)}{pieces.certainty(t, result)}</summary>"
        f'<p class="small mute">{escape(criterion.goal)}</p><p{pieces.spoken(t, found)}>{escape(result.comment)}</p>{pieces.quotes(t, found, result)}'
        f"{pieces.better(t, found, result)}{contrast}</details></div>"
    )


def _mood(t: Texts, found: Review) -> str:
    curve = pieces.mood_curve(t, found.session, found.moments)
    return f"{curve}<h3>{escape(t('report.moments'))}</h3>{_moments(t, found)}" if found.moments else curve


def _moments(t: Texts, found: Review) -> str:
    told = {finding.fact: finding.truth for finding in found.findings}
    rows = []
    for moment in found.moments:
        came_out = "".join(
            f'<div class="small">{escape(t("report.came_out"))}: <span{pieces.spoken(t, found)}>{escape(told[fact])}</span></div>'
            for fact in moment.found
        )
        rows.append(
            f'<li id="m-{moment.turn}">{pieces.turn_link(t, moment.turn)} {pieces.badge(t, moment)} <span class="mute small">{escape(pieces.moved(t, moment))}</span>'
            f"{pieces.causes(t, found, moment.causes)}{came_out}</li>"
        )
    return f'<ol class="moments">{"".join(rows)}</ol>'


def _facts(t: Texts, found: Review) -> str:
    came_out = [finding.truth for finding in found.findings if finding.turn]
    hidden = [finding.truth for finding in found.findings if not finding.turn]
    left = panel(t("report.found"), bullets(came_out or [t("report.nothing_found")]))
    right = panel(t("report.hidden"), bullets(hidden or [t("report.all_found")]))
    return f'<div class="two">{left}{right}</div>'


def _ledger(t: Texts, found: Review) -> str:
    names: dict[str, str] = {entry.path: t(f"report.{entry.path}") for entry in found.ledger}
    currency = found.session.persona.case(found.session.lang).currency
    picture = svg.ledger(found.ledger, names, currency, t.lang, t("report.ledger_alt"))
    return f'{picture}<p class="small mute">{escape(t("report.ledger_note"))}</p>'


def _others(t: Texts, talk_id: str, others: list[TalkLine]) -> str:
    """Other talks with this client, each to be put beside this one."""
    if not others:
        return ""
    rows = "".join(
        f'<li><a data-go href="?view=compare&left={escape(line.id)}&right={escape(talk_id)}">{escape(formats.moment(line.created, t.lang))}</a> '
        f"{_tag(t('progress.branch')) if line.parent else ''}<span class=mute> {escape(t(pieces.ending_of(line.ended)))}, "
        f"{escape(t('report.total_short', n='–' if line.total is None else number(line.total, t.lang)))}</span></li>"
        for line in others[:8]
    )
    return panel(t("report.others"), f'<p class="mute small">{escape(t("report.others_lead"))}</p><ul>{rows}</ul>')


def _tag(text: str) -> str:
    return f'<span class="tag">{escape(text)}</span>'
