"""What was practised: talks, a line per criterion, what improved, two attempts compared; opening, deleting, exporting."""

from collections.abc import Mapping, Sequence
from html import escape

import gradio as gr

from simulator.formats import moment, number
from simulator.persona import Persona
from simulator.progress import FEWEST, changes, differences, lines_over_time
from simulator.rubric import Criterion, Rubric
from simulator.store import TalkLine
from simulator.ui.lines import line
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.frame import page, panel, select
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts


class ProgressPage(Page):
    view = "progress"
    in_head = True

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-progress-html")

    def show(self, place: Place) -> Updates:
        names = {persona.slug: self._name(persona) for persona in self.service.simulator.personas()}
        return {self.body: progress(self.t, place, self.service.talks.list(), names, self.service.simulator.rubric())}

    def act(self, place: Place) -> Place:
        match place.do:
            case ("delete", "all"):
                self.service.talks.remove_all()
            case ("delete", talk):
                self.service.talks.remove(talk)
            case _:
                return place.idle
        return at("progress")

    def _name(self, persona: Persona) -> str:
        lang = self.t.lang if self.t.lang in persona.langs else persona.langs[0]
        return persona.text(lang).name


def progress(t: Texts, place: Place, kept: Sequence[TalkLine], names: Mapping[str, str], rubric: Rubric) -> str:
    """The whole page; `kept` has the newest talk first, `names` are the clients' names by slug."""
    title = f'<h1 tabindex="-1">{escape(t("progress.title"))}</h1>'
    if not kept:
        return page(
            f'{title}<p class="lead">{escape(t("progress.empty"))}</p><p><a class="button" data-go href="?">{escape(t("nav.choose"))}</a></p>'
        )
    scored = [talk for talk in kept if talk.total is not None]
    count = t("progress.count", n=len(kept), clients=len({talk.persona for talk in kept}), scored=len(scored))
    parts = [
        panel(t("progress.changed"), _changed(t, kept, rubric)),
        panel(t("progress.lines"), _lines(t, kept, rubric)) if scored else "",
        panel(t("progress.compare"), _compare(t, place, scored, names, rubric)) if len(scored) > 1 else "",
        panel(t("progress.talks"), _table(t, kept, names)),
    ]
    return page(f'{title}<p class="lead">{escape(count)}</p>{"".join(parts)}{_care(t)}')


def _changed(t: Texts, kept: Sequence[TalkLine], rubric: Rubric) -> str:
    """Which criteria moved between the first and the last talks, in numbers."""
    names = {criterion.id: criterion.text(t.lang).name for criterion in rubric.criteria}
    found = [change for change in changes(kept) if change.criterion in names]
    if not found:
        enough = max(map(len, lines_over_time(kept).values()), default=0) >= FEWEST
        return f'<p class="mute">{escape(t("progress.steady" if enough else "progress.too_few", n=FEWEST))}</p>'
    rows = "".join(
        f'<li class="{"rise" if change.after > change.before else "fall"}"><b>{escape(names[change.criterion])}</b> '
        f"{number(change.before, t.lang, 1)} → {number(change.after, t.lang, 1)}</li>"
        for change in found
    )
    return f'<ul class="changes">{rows}</ul><p class="small mute">{escape(t("progress.means", n=found[0].talks))}</p>'


def _lines(t: Texts, kept: Sequence[TalkLine], rubric: Rubric) -> str:
    over_time = lines_over_time(kept)
    shown = [criterion for criterion in rubric.criteria if criterion.id in over_time]
    cells = "".join(_line(t, criterion, [point.score for point in over_time[criterion.id]]) for criterion in shown)
    return f'<div class="grid-lines">{cells}</div><p class="small mute">{escape(t("progress.scale"))}</p>'


def _line(t: Texts, criterion: Criterion, scores: Sequence[float]) -> str:
    name = criterion.text(t.lang).name
    last = number(scores[-1], t.lang, 1)
    return f"<figure><figcaption>{escape(name)} <b>{last}</b></figcaption>{line(scores, name, t.lang)}</figure>"


def _compare(t: Texts, place: Place, scored: Sequence[TalkLine], names: Mapping[str, str], rubric: Rubric) -> str:
    """Two attempts under the same rubric; the newest two until others are chosen."""
    by_id = {talk.id: talk for talk in scored}
    other = by_id.get(place.get("other"), scored[0])
    one = by_id.get(place.get("one"), next(talk for talk in scored if talk is not other))
    choices = [(talk.id, f"{moment(talk.created, t.lang)}  {names.get(talk.persona, talk.persona)}") for talk in scored]
    picks = select("one", t("progress.one"), choices, one.id) + select("other", t("progress.other"), choices, other.id)
    criteria = {criterion.id: criterion.text(t.lang).name for criterion in rubric.criteria}
    gaps = differences(one.scores, other.scores)
    rows = _compared(t, t("progress.total"), one.total, other.total, _gap(one.total, other.total), 0)
    rows += "".join(_compared(t, name, one.scores.get(key), other.scores.get(key), gaps.get(key), 1) for key, name in criteria.items())
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in ("", t("progress.one"), t("progress.other"), t("progress.gap")))
    beside = at("compare", left=one.id, right=other.id).query if one.persona == other.persona else ""
    link = f'<p><a data-go href="{escape(beside)}">{escape(t("progress.beside"))}</a></p>' if beside else ""
    return (
        f'<form class="filters" data-go><input type="hidden" name="view" value="progress">{picks}</form>'
        f'<table class="compared"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{link}'
    )


def _compared(t: Texts, name: str, one: float | None, other: float | None, gap: float | None, digits: int) -> str:
    a, b = ("–" if value is None else number(value, t.lang, digits) for value in (one, other))
    sign = "" if gap is None else "±0" if round(gap, digits) == 0 else f"{'+' if gap > 0 else '−'}{number(abs(gap), t.lang, digits)}"
    kind = "rise" if sign.startswith("+") else "fall" if sign.startswith("−") else ""
    return f'<tr><th scope="row">{escape(name)}</th><td>{a}</td><td>{b}</td><td class="{kind}">{sign}</td></tr>'


def _gap(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else other - one


def _table(t: Texts, kept: Sequence[TalkLine], names: Mapping[str, str]) -> str:
    heads = "".join(f'<th scope="col">{escape(t(f"progress.{key}"))}</th>' for key in ("when", "who", "how", "total", "actions"))
    rows = "".join(_row(t, talk, names) for talk in kept)
    return f'<table class="talks"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(t: Texts, talk: TalkLine, names: Mapping[str, str]) -> str:
    when, name = moment(talk.created, t.lang), names.get(talk.persona, talk.persona)
    branch = f' <span class="tag">{escape(t("progress.branch"))}</span>' if talk.parent else ""
    total = "–" if talk.total is None else number(talk.total, t.lang)
    there = at("report" if talk.ended else "talk", talk=talk.id).query
    ask, ended = escape(t("progress.sure_one")), escape(t(f"ended.{talk.ended or 'open'}"))
    # The first words of each name are the link's own, so that a screen reader and the eye meet the same.
    links = "".join(
        f'<a data-go {more}href="{escape(href)}" aria-label="{escape(f"{t(key)}: {name}, {when}")}">{escape(t(key))}</a> '
        for key, href, more in (
            ("progress.open", there, ""),
            ("progress.delete", f"?view=progress&do=delete:{talk.id}", f'data-ask="{ask}" '),
        )
    )
    return f'<tr><td>{escape(when)}</td><td>{escape(name)}{branch}</td><td>{ended}</td><td class="number">{total}</td><td class="links">{links}</td></tr>'


def _care(t: Texts) -> str:
    """All that is kept belongs to whoever practised: take it along, or delete it."""
    return (
        f'<p class="care"><a class="button quiet" href="../export.json" download>{escape(t("progress.export"))}</a> '
        f'<a class="button quiet bad" data-go data-ask="{escape(t("progress.sure"))}" href="?view=progress&do=delete:all">{escape(t("progress.delete_all"))}</a></p>'
    )
