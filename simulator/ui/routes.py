"""What the browser asks for beside the pages: where to begin, is all well, keep what is typed, take everything along."""

from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from simulator.errors import StoreError
from simulator.transcript import LANGS, MAX_TEXT, Lang
from simulator.ui.pages.base import Service

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/>'
    '<path d="M8 11h16v9h-9l-5 4v-4H8z" fill="#fff"/></svg>'
)
Typed = Annotated[str, Field(max_length=MAX_TEXT)]


class Kept(BaseModel):
    """What is being typed in a talk: a message not yet sent, notes; None leaves what is kept as it is."""

    talk: str
    draft: Typed | None = None
    notes: Typed | None = None


def add_routes(app: FastAPI, service: Service) -> None:
    """Add all of them to the application."""
    setting, talks = service.simulator.settings.lang, service.talks

    @app.get("/")
    def begin(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{_chosen(setting, request)}/{query}")

    @app.get("/healthz")
    def health() -> JSONResponse:
        return JSONResponse({"ok": True, "saving": not service.warning})

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(_ICON, media_type="image/svg+xml")

    @app.post("/keep")
    def keep(kept: Kept) -> JSONResponse:
        try:
            talks.note(kept.talk, **kept.model_dump(exclude={"talk"}, exclude_none=True))
        except StoreError as error:
            return JSONResponse({"error": str(error)}, 404)
        return JSONResponse({"ok": True})

    @app.get("/export.json")
    def export() -> JSONResponse:
        return JSONResponse({"talks": talks.export()}, headers={"content-disposition": 'attachment; filename="kulanz.json"'})


def _chosen(setting: Lang | None, request: Request) -> Lang:
    """The language of the cookie, else of the setting, else of the browser, else German."""
    wished = [request.cookies.get("kulanz_lang", ""), setting or ""]
    wished += [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((lang for wish in wished for lang in LANGS if wish == lang), "de")
