"""The list of kept talks: open, delete."""

from collections.abc import Mapping, Sequence
from html import escape

from simulator.formats import number
from simulator.store import TalkLine
from simulator.ui.pages.frame import page
from simulator.ui.texts import Texts


def progress(t: Texts, talks: Sequence[TalkLine], names: Mapping[str, str]) -> str:
    """All talks, the newest first; `names` are the clients' names by slug."""
    if not talks:
        return page(f'<h1 tabindex="-1">{escape(t("progress.title"))}</h1><p>{escape(t("progress.empty"))}</p>')
    titles = "".join(f"<th>{escape(t(f'progress.{key}'))}</th>" for key in ("when", "who", "how", "total"))
    rows = "".join(_row(t, talk, names) for talk in talks)
    return page(
        f'<h1 tabindex="-1">{escape(t("progress.title"))}</h1><div class="panel" style="overflow-x:auto"><table><thead><tr>{titles}<th></th></tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p><a data-go data-ask="{escape(t("progress.sure"))}" href="?view=progress&delete=all">{escape(t("progress.delete_all"))}</a></p>'
    )


def _row(t: Texts, talk: TalkLine, names: Mapping[str, str]) -> str:
    when = talk.created.astimezone().strftime("%d.%m.%Y %H:%M" if t.lang == "de" else "%Y-%m-%d %H:%M")
    branch = f' <span class="tag">{escape(t("progress.branch"))}</span>' if talk.parent else ""
    total = "–" if talk.total is None else number(talk.total, t.lang)
    ended = f"ended.{talk.ended or 'open'}"
    view = "&view=report" if talk.ended else ""
    return (
        f"<tr><td>{when}</td><td>{escape(names.get(talk.persona, talk.persona))}{branch}</td><td>{escape(t(ended))}</td><td>{total}</td>"
        f'<td><a data-go href="?talk={talk.id}{view}">{escape(t("progress.open"))}</a> · '
        f'<a data-go data-ask="{escape(t("progress.sure_one"))}" href="?view=progress&delete={talk.id}">{escape(t("progress.delete"))}</a></td></tr>'
    )
