"""Files to take along, made when asked for and kept nowhere: a report as Markdown or PDF; it knows no page."""

from urllib.parse import quote

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response

from simulator.errors import StoreError
from simulator.record import mood_points
from simulator.skeleton import slug_of
from simulator.store import Talk
from simulator.talks import Talks
from simulator.transcript import LANGS, Lang
from simulator.ui.drawing import Curves
from simulator.ui.pages.pieces import SHOWN
from simulator.ui.paper import markdown
from simulator.ui.pdf import pdf
from simulator.ui.texts import Texts, texts

_TYPES = {"md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}


def add_downloads(app: FastAPI, talks: Talks) -> None:
    """Give the server the addresses of the files."""

    @app.get("/export/{name}")
    def export(name: str, lang: str = "") -> Response:
        talk_id, _, form = name.partition(".")
        chosen = next((known for known in LANGS if known == lang), LANGS[0])
        t = texts(chosen)
        if form not in _TYPES:
            return PlainTextResponse(t("paper.forms"), 404)
        try:
            talk = talks.load(talk_id)
        except StoreError:
            return PlainTextResponse(t("talk.not_found"), 404)
        return Response(_report(talks, talk, chosen, form), media_type=_TYPES[form], headers=_saved_as(_file_name(talk, chosen, form)))


def _report(talks: Talks, talk: Talk, lang: Lang, form: str) -> bytes:
    t = texts(lang)
    text = markdown(t, talk, talks.review(talk))
    return pdf(text, lambda page: t("paper.page", n=page), _mood(t, talk)) if form == "pdf" else text.encode()


def _mood(t: Texts, talk: Talk) -> Curves:
    """The client's levels before the first turn and after each, to be drawn where the report speaks of the mood."""
    points = mood_points(talk.session)
    return Curves(t("report.mood"), {t(f"levels.{name}"): [point["levels"][name] for point in points] for name in SHOWN})


def _file_name(talk: Talk, lang: Lang, form: str) -> str:
    name = slug_of(talk.session.persona.text(talk.session.lang).name, talk.session.persona.slug)
    return f"{texts(lang)('paper.file')}-{name}-{talk.created.astimezone():%Y-%m-%d}.{form}"


def _saved_as(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
