"""What stands around every page: the head with its links, and the small pieces of HTML pages share."""

from collections.abc import Iterable
from html import escape

from simulator.ui.state import at
from simulator.ui.texts import Texts


def head(t: Texts, views: Iterable[str], current: str) -> str:
    """The bar on top: brand, links to these views, the other language."""
    other = "en" if t.lang == "de" else "de"
    links = "".join(
        f'<a data-go href="{escape(at(view).query)}"{" aria-current=page" if current == view else ""}>{escape(t(f"nav.{view}"))}</a>'
        for view in views
    )
    return (
        f'<header class="k top"><a class="brand" data-go href="?">{escape(t("app.name"))}</a><nav aria-label="{escape(t("app.name"))}">{links}</nav>'
        f'<a href="../{other}/" data-lang="{other}" hreflang="{other}" lang="{other}">{escape(t("app.other_lang"))}</a></header>'
    )


def page(inner: str) -> str:
    """A page's HTML in the style sheet's room."""
    return f'<div class="k">{inner}</div>'


def panel(title: str, inner: str) -> str:
    """A titled box; `title` is text, `inner` is HTML."""
    return f'<section class="panel"><h2 style="margin-top:0">{escape(title)}</h2>{inner}</section>'


def bullets(items: Iterable[str]) -> str:
    """A list of texts."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Names with their values, both texts."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows) + "</dl>"


def banner(text: str) -> str:
    """A notice; empty for an empty text."""
    return f'<div class="banner" role="status">{escape(text)}</div>' if text else ""
