"""What stands around every page: the head with its links, and the small pieces of HTML pages share."""

from collections.abc import Iterable, Sequence
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
    name, lost, chat = (escape(t(key)) for key in ("app.name", "errors.lost", "talk.chat"))
    return (
        f'<header class="k top" data-lost="{lost}" data-chat="{chat}"><a class="brand" data-go href="?">{name}</a><nav aria-label="{name}">{links}</nav>'
        f'<a class="lang" href="../{other}/" data-lang="{other}" hreflang="{other}" lang="{other}">{escape(t("app.other_lang"))}</a></header>'
    )


def page(inner: str) -> str:
    """A page's HTML in the style sheet's room."""
    return f'<div class="k">{inner}</div>'


def panel(title: str, inner: str) -> str:
    """A titled box; `title` is text, `inner` is HTML."""
    return f'<section class="panel"><h2>{escape(title)}</h2>{inner}</section>'


def bullets(items: Iterable[str]) -> str:
    """A list of texts."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Names with their values, both texts."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows) + "</dl>"


def banner(text: str) -> str:
    """A notice; empty for an empty text."""
    return f'<div class="banner" role="status">{escape(text)}</div>' if text else ""


def sheets(name: str, label: str, parts: Sequence[tuple[str, str]]) -> str:
    """Sheets under tabs, of which one is seen, as (title, HTML); `name` is unique on the page, `label` says what the sheets are."""
    buttons = "".join(
        f'<button type="button" role="tab" id="{name}-t{n}" aria-controls="{name}-s{n}" aria-selected="{"false" if n else "true"}" '
        f'tabindex="{-1 if n else 0}">{escape(title)}</button>'
        for n, (title, _) in enumerate(parts)
    )
    panels = "".join(
        f'<div role="tabpanel" id="{name}-s{n}" aria-labelledby="{name}-t{n}" tabindex="0"{" hidden" if n else ""}>{inner}</div>'
        for n, (_, inner) in enumerate(parts)
    )
    return f'<div class="sheets"><div role="tablist" aria-label="{escape(label)}">{buttons}</div>{panels}</div>'


def select(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str) -> str:
    """A choice of the address as (value, text); an empty value leaves it open. In a form with `data-go`, a change goes to the new address."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>' for value, text in choices
    )
    return f'<label class="pick"><span>{escape(label)}</span><select name="{name}" id="pick-{name}">{options}</select></label>'
