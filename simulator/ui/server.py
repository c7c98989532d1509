"""The web server: one page per language under /de/ and /en/, no outbound request, strict headers; it knows no talk."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

# Before gradio is imported: it would otherwise report home and rebuild statistics after every event.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000")

import gradio as gr
from fastapi import FastAPI

from simulator.talks import kept_or_not
from simulator.transcript import LANGS, Lang
from simulator.ui.board import Board
from simulator.ui.downloads import add_downloads
from simulator.ui.pages.base import Service
from simulator.ui.routes import add_routes
from simulator.ui.texts import texts
from simulator.ui.theme import CSS, theme
from simulator.ui.wiring import wire

if TYPE_CHECKING:
    from simulator.build import Simulator

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'self'; object-src 'none'"
)
"""Nothing may be loaded from elsewhere; Gradio itself needs inline scripts and eval."""


def build_app(simulator: "Simulator") -> FastAPI:
    """The whole application, ready for a server."""
    talks, warning = kept_or_not(simulator, simulator.settings.database)
    service = Service(simulator, talks, warning)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    add_routes(app, service)
    add_downloads(app, talks)
    for lang in LANGS:
        app = _mounted(app, service, lang)
    app.add_middleware(Headers)
    return app


def _mounted(app: FastAPI, service: Service, lang: Lang) -> FastAPI:
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app, blocks(service, lang), path=f"/{lang}", theme=theme(), css=CSS, ssr_mode=False, show_error=False, run_history=False,
        enable_monitoring=False, footer_links=[], max_file_size="1mb",
    )  # fmt: skip


def blocks(service: Service, lang: Lang) -> gr.Blocks:
    """The page in one language."""
    t = texts(lang)
    demo: gr.Blocks
    with gr.Blocks(title=f"{t('app.name')}: {t('app.tagline')}", analytics_enabled=False) as demo:
        wire(Board(t, service), demo)
    demo.state_session_capacity = 500
    demo.queue(default_concurrency_limit=32, max_size=200, api_open=False)
    return demo


class Headers:
    """Adds the security headers, and tells Gradio's own words the page's language instead of the browser's."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lang = scope["path"].strip("/")
        if lang in LANGS:
            scope = {**scope, "headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}
        await self.app(scope, receive, _answering(send, lang if lang in LANGS else ""))


def _answering(send: Send, lang: str) -> Send:
    held: list[Message] = []

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message["headers"],
                (b"content-security-policy", _POLICY.encode()),
                (b"referrer-policy", b"no-referrer"),
                (b"x-content-type-options", b"nosniff"),
            ]
            if lang:
                held.append(message)
                return
        elif held:
            first = held.pop()
            body = _told(message.get("body", b""), lang)
            first["headers"] = [h for h in first["headers"] if h[0].lower() != b"content-length"]
            message = {**message, "body": body}
            await send(first)
        await send(message)

    return answer


def _told(body: bytes, lang: str) -> bytes:
    """The page with its language set before any other script runs."""
    script = (
        f"<script>Object.defineProperty(navigator,'language',{{get:()=>'{lang}'}});Object.defineProperty(navigator,'languages',{{get:()=>['{lang}']}});"
        f"document.documentElement.lang='{lang}';document.cookie='kulanz_lang={lang};path=/;SameSite=Lax;max-age=31536000'</script>"
    )
    return body.replace(b"<head>", b"<head>" + script.encode(), 1)
