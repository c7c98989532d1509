"""A talk in the terminal, turn by turn, with the feedback at its end; it decides nothing about client or score."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.prompt import IntPrompt

from simulator.errors import InputError
from simulator.persona import Difficulty
from simulator.record import mood_points
from simulator.report import Report
from simulator.store import Talk
from simulator.talks import Talks, kept_or_not
from simulator.transcript import Lang

if TYPE_CHECKING:
    from simulator.build import Simulator

_WORDS: dict[Lang, dict[str, str]] = {
    "de": {
        "choose": "Mit wem üben? Nummer", "you": "Sie", "help": "/zurück nimmt den letzten Zug zurück, /ende beendet das Gespräch und zeigt die Rückmeldung.",
        "ended": "Das Gespräch ist zu Ende", "total": "Gesamt", "strength": "Das hat getragen", "fix": "Als Nächstes", "better": "Besser", "mood": "Ärger im Verlauf",
        "nothing": "Nichts zum Zurücknehmen.",
        "agreed": "einig geworden", "agreed_grudgingly": "zähneknirschend einig", "walked_out": "abgebrochen", "escalated": "eskaliert",
        "user_ended": "von Ihnen beendet", "at_limit": "kein Ergebnis, Zeit um", "not_scored": "nicht bewertet",
    },
    "en": {
        "choose": "Who do you want to practise with? Number", "you": "You", "help": "/back takes the last turn back, /end ends the talk and shows the feedback.",
        "ended": "The talk is over", "total": "Total", "strength": "This carried", "fix": "Next", "better": "Better", "mood": "Anger over time",
        "nothing": "Nothing to take back.",
        "agreed": "agreed", "agreed_grudgingly": "agreed, grudgingly", "walked_out": "walked out", "escalated": "escalated",
        "user_ended": "ended by you", "at_limit": "no result, out of time", "not_scored": "not scored",
    },
}  # fmt: skip
_BACK, _END = {"/zurück", "/zurueck", "/back"}, {"/ende", "/end", "/quit"}


def practise(simulator: "Simulator", out: Console, slug: str, lang: Lang, difficulty: Difficulty | None, seed: int) -> None:
    """Play one talk. Raises UnknownNameError for a client that does not exist."""
    words = _WORDS[lang]
    talks, reason = kept_or_not(simulator, simulator.settings.database)
    if reason:
        out.print(f"[yellow]{escape(reason)}[/]")
    talk = talks.open(slug or _choose(simulator, out, lang), lang, seed, difficulty)
    text = talk.session.persona.text(lang)
    out.rule(f"[bold]{escape(text.name)}[/]")
    for paragraph in (text.who, text.case.agreed, text.case.delivered):
        out.print(escape(paragraph) + "\n")
    out.print(f"[dim]{words['help']}[/]\n")
    out.print(f"[bold]{escape(text.name)}:[/] {escape(talk.session.opening)}")
    talk = _loop(talks, talk, out, words, text.name)
    if not talk.session.ended:
        talk = talks.end(talk)
    _print_report(simulator, talks.report(talk), talk, out, lang)


def _choose(simulator: "Simulator", out: Console, lang: Lang) -> str:
    listed = [persona for persona in simulator.personas() if lang in persona.langs]
    for number, persona in enumerate(listed, start=1):
        text = persona.text(lang)
        out.print(f"[bold]{number:2}[/] {escape(text.name)}, {escape(text.who)} [dim]{persona.difficulty}[/]\n   {escape(text.situation)}")
    number = IntPrompt.ask(_WORDS[lang]["choose"], console=out, choices=[str(i + 1) for i in range(len(listed))], show_choices=False)
    return listed[number - 1].slug


def _loop(talks: Talks, talk: Talk, out: Console, words: dict[str, str], name: str) -> Talk:
    while not talk.session.ended:
        try:
            typed = out.input(f"[bold cyan]{words['you']}:[/] ").strip()
        except EOFError:
            break
        if typed in _END:
            break
        if typed in _BACK:
            talk = _back(talks, talk, out, words)
            continue
        try:
            talk = _print_stream(talks.stream(talk, typed), out, name)
        except InputError as error:
            out.print(f"[yellow]{escape(str(error))}[/]")
            continue
        if notice := talk.session.beats[-1].notice:
            out.print(f"[yellow]{escape(notice)}[/]")
    return talk


def _back(talks: Talks, talk: Talk, out: Console, words: dict[str, str]) -> Talk:
    turn = len(talk.session.beats) - 1
    if turn < 0:
        out.print(words["nothing"])
        return talk
    talk = talks.branch(talk, turn)
    out.print(f"[dim]{escape(talk.session.lines[-1])}[/]")
    return talk


def _print_stream(pieces: Generator[str, None, Talk], out: Console, name: str) -> Talk:
    started = False
    while True:
        try:
            piece = next(pieces)
        except StopIteration as stop:
            out.print()
            talk: Talk = stop.value
            return talk
        if not started:
            out.print(f"[bold]{escape(name)}:[/] ", end="")
            started = True
        out.print(piece, end="", markup=False)


def _print_report(simulator: "Simulator", report: Report, talk: Talk, out: Console, lang: Lang) -> None:
    words, card = _WORDS[lang], report.scorecard
    rubric = simulator.rubric(card.rubric)
    out.rule()
    out.print(f"{words['ended']}: {words[talk.session.ended or 'user_ended']}.")
    out.print(f"{words['mood']}: {_sparkline([p['levels']['anger'] for p in mood_points(talk.session)])}")
    total = words["not_scored"] if card.total is None else f"{card.total:.0f} / 100"
    out.print(f"[bold]{words['total']}: {total}[/]")
    for title, result in (("strength", report.strength), ("fix", report.fix)):
        if result:
            out.print(f"\n[bold]{words[title]}: {rubric.criterion(result.id).text(lang).name}[/]\n{escape(result.comment)}")
    if report.fix and report.fix.suggestion:
        out.print(f"{words['better']}: {escape(report.fix.suggestion.wording)}")
    out.print()
    for result in card.criteria:
        out.print(f"  {'–' if result.score is None else format(result.score, '.1f')}  {rubric.criterion(result.id).text(lang).name}")
    if card.total is None and card.criteria:
        out.print(escape(card.criteria[0].comment))


def _sparkline(values: list[float]) -> str:
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(value * 8))] for value in values)
