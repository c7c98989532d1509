"""The briefing of a client: the job, the papers, what is known; also shown beside the talk."""

from html import escape

from simulator.formats import money
from simulator.persona import Persona
from simulator.transcript import Lang
from simulator.ui import svg
from simulator.ui.pages.frame import bullets, page, pairs, panel
from simulator.ui.texts import Texts


def briefing(t: Texts, persona: Persona) -> str:
    """Everything the freelancer may know before the talk."""
    text = persona.text(t.lang)
    known = panel(t("briefing.you_know"), bullets(text.you_know))
    unknown = panel(t("briefing.unknown"), _paragraph(t("briefing.unknown_text")))
    goal = panel(t("briefing.goal"), _paragraph(text.goal))
    return page(
        f'<p><a data-go href="?">← {escape(t("briefing.back"))}</a></p>'
        f'<div class="who-line">{svg.portrait(persona.portrait, "cool", text.name)}<div><h1 tabindex="-1" style="margin:0">{escape(text.name)}</h1>'
        f'<span class="mute">{escape(text.who)}</span></div></div>{papers(t, persona, t.lang)}<div class="two">{known}{unknown}</div>{goal}'
    )


def papers(t: Texts, persona: Persona, lang: Lang) -> str:
    """The job and its documents, in the language of the talk."""
    text, case = persona.text(lang), persona.case(lang)
    rows = [
        (t("briefing.project"), case.project),
        (t("briefing.agreed"), case.agreed),
        (t("briefing.delivered"), text.case.delivered),
        (t("briefing.price"), money(case.price or 0, case.currency, t.lang)),
        (t("briefing.complaint"), case.complaint),
    ]
    documents = "".join(
        f"<details><summary>{escape(document.title)}</summary><pre>{escape(document.text)}</pre></details>" for document in text.documents
    )
    return panel(t("briefing.case"), pairs(rows)) + panel(t("briefing.documents"), documents)


def level_line(t: Texts, persona: Persona, difficulty: str) -> str:
    """What the chosen difficulty changes."""
    levels = {str(name): text for name, text in persona.text(t.lang).levels.items()}
    return page(f'<p class="mute">{escape(levels.get(difficulty, ""))}</p>')


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
