"""Two attempts with one client side by side: both scores per criterion, where they part, and what was said from there on."""

from html import escape

import gradio as gr

from simulator import formats
from simulator.comparison import Comparison, Row
from simulator.errors import InputError
from simulator.formats import number
from simulator.review import Review
from simulator.store import Talk, TalkLine
from simulator.ui.pages import pieces
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.frame import page, panel, select
from simulator.ui.pages.report import JUMPS
from simulator.ui.state import Place
from simulator.ui.texts import Texts


class ComparePage(Page):
    view = "compare"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-compare-html", js_on_load=JUMPS)

    def show(self, place: Place) -> Updates:
        talks = self.service.talks
        left = talks.load(place.get("left"))
        attempts = talks.attempts(left.session.persona.slug)
        if not place.get("right"):
            return {self.body: page(_head(self.t, left) + _choice(self.t, attempts, left.id, ""))}
        right = talks.load(place.get("right"))
        if left.session.persona.slug != right.session.persona.slug:
            raise InputError(self.t("compare.different"))
        return {self.body: compare(self.t, left, right, talks.compare(left, right), attempts)}


def compare(t: Texts, left: Talk, right: Talk, found: Comparison, attempts: list[TalkLine]) -> str:
    """The whole page; `attempts` are all talks with this client, to choose two others of them."""
    return page(
        _head(t, left)
        + _choice(t, attempts, left.id, right.id)
        + panel(t("compare.scores"), _scores(t, found))
        + panel(t("compare.moods"), f'<div class="two">{_mood(t, found.left, left)}{_mood(t, found.right, right)}</div>')
        + panel(t("compare.said"), _said(t, left, right, found))
    )


def _head(t: Texts, talk: Talk) -> str:
    name = talk.session.persona.text(talk.session.lang).name
    return f'<h1 tabindex="-1">{escape(t("compare.title", name=name))}</h1>'


def _choice(t: Texts, attempts: list[TalkLine], left: str, right: str) -> str:
    """Which two attempts; a change goes to the new address."""
    if len(attempts) < 2:
        return f"<p>{escape(t('compare.only_one'))}</p>"
    texts = [(line.id, _attempt(t, line)) for line in attempts]
    picks = select("left", t("compare.left"), texts, left)
    picks += select("right", t("compare.right"), [("", t("compare.open")), *texts] if not right else texts, right)
    return f'<form class="filters" data-go aria-label="{escape(t("compare.choose"))}"><input type="hidden" name="view" value="compare">{picks}</form>'


def _attempt(t: Texts, line: TalkLine) -> str:
    total = t("choose.unscored") if line.total is None else t("report.total_short", n=number(line.total, t.lang))
    branch = f" ({t('progress.branch')})" if line.parent else ""
    return f"{formats.moment(line.created, t.lang)}: {total}{branch}"


def _scores(t: Texts, found: Comparison) -> str:
    titles = "".join(f'<th scope="col">{escape(t(f"compare.{key}"))}</th>' for key in ("criterion", "left", "right"))
    titles += f'<th scope="col"><span class="long">{escape(t("compare.difference"))}</span></th>'
    rows = _row(t, found.total, t("compare.total"), 0)
    rows += "".join(_row(t, row, pieces.name_of(t, found.left, row.criterion), 1) for row in found.rows)
    rubric = found.left.rubric.de if t.lang == "de" else found.left.rubric.en
    return f'<p class="mute small">{escape(t("compare.same_rubric", name=rubric))}</p><table class="scores"><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>'


def _row(t: Texts, row: Row, name: str, digits: int) -> str:
    one, other = ("–" if score is None else number(score, t.lang, digits) for score in (row.left, row.right))
    return f'<tr><th scope="row">{escape(name)}</th><td>{one}</td><td>{other}</td><td>{_difference(t, row.difference, digits)}</td></tr>'


def _difference(t: Texts, difference: float | None, digits: int) -> str:
    if difference is None:
        return "–"
    shown = number(abs(difference), t.lang, digits)
    if not any(char in "123456789" for char in shown):
        return f'<span class="mute">{escape(t("compare.same"))}</span>'
    sign, kind = ("+", "helps") if difference > 0 else ("−", "hurts")
    return f'<span class="badge {kind}">{sign}{shown}</span>'


def _mood(t: Texts, found: Review, talk: Talk) -> str:
    curve = pieces.mood_curve(t, found.session, found.moments, causes=False, linked=False)
    ending = escape(t(pieces.ending_of(found.session.ended)))
    link = f'<a data-go href="?talk={escape(talk.id)}&view=report">{escape(t("compare.to_report"))}</a>'
    return f'<div class="half">{curve}<p class="small">{ending}. {link}</p></div>'


def _said(t: Texts, left: Talk, right: Talk, found: Comparison) -> str:
    """What was said alike once, then both sides from where they part."""
    if found.parted is None:
        return f"<p>{escape(t('compare.alike'))}</p>"
    shared = f"<p>{escape(t('compare.parted', n=found.parted))}</p>" if found.parted > 1 else ""
    sides = ((found.left, left, "left"), (found.right, right, "right"))
    columns = "".join(
        f"<div><h3>{escape(t(f'compare.{side}'))}</h3>{pieces.turns(t, review, f'?talk={talk.id}&view=report&do=branch:{{}}', side, found.parted)}</div>"
        for review, talk, side in sides
    )
    return f'{shared}<div class="two beside">{columns}</div>'
