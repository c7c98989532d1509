"""The `kulanz` command: reads arguments, calls the public parts, prints; it decides nothing."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.markup import escape
from rich.table import Table

from simulator import cli_coach
from simulator.build import DEFAULT_RUBRIC, OFFLINE, Simulator, build_simulator
from simulator.console import AsFormat, Format, InLang, out, print_json, spoken
from simulator.errors import DataFileError, InputError, SimulatorError
from simulator.files import check_file, read_text, read_transcripts, schema
from simulator.many import scored
from simulator.own_case import faults, yaml_of
from simulator.persona import Difficulty, Persona
from simulator.record import appraisal_json, lines_of, play, record
from simulator.report import Scorecard
from simulator.session import lang_of
from simulator.settings import Settings, from_environment
from simulator.transcript import Lang

# typer carries its own copy of click and does not export the base of its usage errors.
UsageFault: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
app = typer.Typer(add_completion=False, help="Practise the conversation with an unhappy client.", pretty_exceptions_enable=False)
cli_coach.add_commands(app)


def main() -> NoReturn:
    """Run the command; an expected error is one line on stderr and exit code 2, a bug is a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except SimulatorError as error:
        _fail(str(error))
    except UsageFault as error:
        _fail(_told(error))
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _told(error: Any) -> str:
    """What a usage error says; its base class is not exported, see UsageFault."""
    return str(error.format_message())


def _fail(message: str) -> NoReturn:
    print(f"kulanz: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on", min=1, max=65535)] = 7860,
) -> None:
    """Start the page in the browser (the same as `python app.py`)."""
    from simulator.ui import launch

    launch(_simulator(), host, port)


@app.command()
def practice(
    persona: Annotated[str, typer.Argument(help="slug of the client; empty lets you choose")] = "",
    lang: InLang = "",
    difficulty: Annotated[str, typer.Option(help="easy, medium or hard; empty means the client's own")] = "",
    seed: Annotated[int, typer.Option(help="fixes which of the client's lines are chosen")] = 0,
) -> None:
    """Talk to a client in the terminal."""
    from simulator.terminal import practise

    simulator = _simulator()
    practise(simulator, out, persona, _lang(simulator.settings, lang), _difficulty(difficulty), seed)


@app.command()
def personas(lang: InLang = "", form: AsFormat = Format.text) -> None:
    """List the clients."""
    simulator = _simulator()
    chosen = lang_of(lang) if lang else None
    found = [persona for persona in simulator.personas() if chosen is None or chosen in persona.langs]
    if form is Format.json:
        print_json([_persona_json(persona, chosen) for persona in found])
    else:
        _print_personas(found, chosen or _lang(simulator.settings, ""))
    for error in simulator.library.broken():
        print(f"kulanz: left out: {error}", file=sys.stderr)


@app.command()
def show(persona: str, lang: InLang = "", form: AsFormat = Format.text) -> None:
    """Show a client's card and briefing; hidden facts stay hidden."""
    simulator = _simulator()
    found = simulator.library.persona(persona)
    chosen = spoken(found, lang or simulator.settings.lang or "")
    if form is Format.json:
        print_json(_briefing_json(found, chosen))
        return
    text = found.text(chosen)
    out.print(f"[bold]{escape(text.name)}[/] · {escape(text.who)}\n{escape(text.situation)}\n")
    for title, body in _briefing_json(found, chosen)["case"].items():
        out.print(f"[dim]{title}[/] {escape(str(body))}")
    for document in text.documents:
        out.print(f"\n[bold]{escape(document.title)}[/]")
        out.print(document.text, markup=False)
    out.print(f"\n{text.levels[found.difficulty]}", markup=False)


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="persona and rubric files; none means all at hand")] = None,
    form: AsFormat = Format.text,
) -> None:
    """Check persona and rubric files: every fault with line and field."""
    paths = files or _simulator().library.paths()
    faults = {str(path): check_file(path) for path in paths}
    if form is Format.json:
        print_json({name: [fault._asdict() for fault in found] for name, found in faults.items()})
    else:
        for name, found in faults.items():
            print(f"{name}: {'ok' if not found else f'{len(found)} faults'}")
    for name, found in faults.items():
        for fault in found:
            print(f"{name}:{fault.line}:{fault.column}: {fault.field or 'file'}: {fault.message}", file=sys.stderr)
    if any(faults.values()):
        raise typer.Exit(2)


@app.command("schema")
def print_schema(kind: Annotated[str, typer.Argument(help="persona or rubric")]) -> None:
    """Print the JSON Schema of persona or rubric files, for editors."""
    if kind not in ("persona", "rubric"):
        raise InputError(f"There is no schema of {kind!r}. Choose persona or rubric.")
    print_json(schema(kind), indent=2)


@app.command()
def appraise(
    text: Annotated[str | None, typer.Argument(help="one message of the freelancer")] = None,
    file: Annotated[Path | None, typer.Option(help="JSONL with rows {text, context?, lang?}")] = None,
    context: Annotated[str, typer.Option(help="what the client said before")] = "",
    lang: InLang = "",
    form: AsFormat = Format.text,
) -> None:
    """Hear what a message does: acts and offer."""
    simulator = _simulator()
    default = _lang(simulator.settings, lang)
    if (text is None) == (file is None):
        raise InputError("Give either a TEXT or --file, and not both.")
    rows: Iterable[dict[str, str]] = _rows(file) if file else [{"text": text or "", "context": context}]
    for row in rows:
        heard = simulator.appraise(row["text"], row.get("context") or "", row.get("lang") or default)
        if form is Format.json:
            print_json(appraisal_json(heard))
        else:
            _print_appraisal(appraisal_json(heard))


@app.command("score")
def score_file(
    file: Annotated[Path, typer.Argument(help="a transcript (JSON), or many (JSONL)")],
    rubric: Annotated[str, typer.Option(help="id of the rubric")] = DEFAULT_RUBRIC,
    judge: Annotated[str, typer.Option(help="offline, or the name of a model")] = "",
    form: AsFormat = Format.text,
) -> None:
    """Score transcripts against a rubric."""
    simulator = _simulator()
    for transcript, card in scored(simulator, read_transcripts(file), rubric, judge):
        if form is Format.json:
            print_json(card.as_json())
        else:
            _print_card(card, simulator, transcript.lang)


@app.command()
def simulate(
    persona: str,
    script: Annotated[Path, typer.Option(help="the freelancer's lines: a text file, one per line, or a JSON list")],
    lang: InLang = "",
    seed: Annotated[int, typer.Option(help="same seed, same output")] = 0,
    voice: Annotated[str, typer.Option(help="offline, or the name of a model")] = "",
    difficulty: Annotated[str, typer.Option(help="easy, medium or hard; empty means the client's own")] = "",
    form: AsFormat = Format.text,
) -> None:
    """Play a scripted freelancer against a client, and score it."""
    simulator = _simulator()
    client = simulator.library.persona(persona)
    lines = lines_of(read_text(script), str(script))
    chosen = lang_of(lang) if lang else spoken(client, simulator.settings.lang or "")
    stage = simulator.with_voice(voice)
    session = play(stage, stage.open(client, chosen, seed, _difficulty(difficulty)), lines)
    for notice in dict.fromkeys(beat.notice for beat in session.beats if beat.notice):
        print(f"kulanz: {notice}", file=sys.stderr)
    card = simulator.score(session.transcript)
    if form is Format.json:
        print_json(record(session, card))
        return
    for turn in session.transcript.turns:
        name = client.text(chosen).name if turn.role == "client" else {"de": "Sie", "en": "You"}[chosen]
        out.print(f"[bold]{escape(name)}:[/] ", end="")
        out.print(turn.text, markup=False)
    out.print(f"\n[dim]{session.ended or '-'}[/]")
    _print_card(card, simulator, chosen)


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="the client's messages: a text file")],
    lang: InLang = "",
    mask: Annotated[bool, typer.Option(help="replace names and addresses before anything is sent")] = True,
) -> None:
    """Print a client of your own, drafted by the model that is set from what the real one wrote."""
    simulator = _simulator()
    form = simulator.draft_case(read_text(file), _lang(simulator.settings, lang), mask)
    if missing := faults(form):
        raise InputError(
            f"The model did not find all of it in the messages. Add to {file}, in a line each: {'; '.join(map(str, missing))}. Then draft again."
        )
    print(yaml_of(form, simulator.personas()), end="")


@app.command()
def doctor(
    model: Annotated[str, typer.Argument(help="name of a model; empty means those of the settings")] = "",
    lang: InLang = "",
    form: AsFormat = Format.text,
) -> None:
    """Try the model that is set: does it answer, how fast, and what is to be done?"""
    simulator = _simulator()
    settings = simulator.settings
    names = dict.fromkeys(filter(None, [model] if model else [settings.model, settings.judge_model, settings.ear_model]))
    if not names and form is Format.text:
        print(
            "No model is set, and none is needed: Kulanz runs offline. To use one, set KULANZ_MODEL, such as ollama:qwen3 or openai:gpt-5-mini."
        )
    found = {name: _examined(simulator, name, _lang(settings, lang), form) for name in names if name != OFFLINE}
    if form is Format.json:
        print_json(found)
    if any(finding["ok"] is False for findings in found.values() for finding in findings):
        raise typer.Exit(1)


def _examined(simulator: Simulator, name: str, lang: Lang, form: Format) -> list[dict[str, Any]]:
    """The findings on one model, printed as they come unless JSON is wanted."""
    found = []
    for finding in simulator.examine(name, lang):
        found.append(finding.model_dump())
        if form is Format.text:
            mark = {True: "ok", False: "no", None: "?"}[finding.ok]
            out.print(f"{mark:3}{finding.check:11}{finding.found}", markup=False)
            if finding.advice:
                out.print(f"{'':14}-> {finding.advice}", markup=False)
    return found


@app.command("eval")
def run_evals(
    suites: Annotated[list[str] | None, typer.Argument(help="names of suites; none means all")] = None,
    listed: Annotated[bool, typer.Option("--list", help="only list the suites")] = False,
    fail_under: Annotated[bool, typer.Option("--fail-under", help="exit 1 when a figure misses its target")] = False,
    judge: Annotated[str, typer.Option(help="offline, or the name of a model that judges; offline stands beside it")] = OFFLINE,
    model: Annotated[
        str, typer.Option(help="offline, or the name of a model that hears, for the suite ear; offline stands beside it")
    ] = OFFLINE,
    limit: Annotated[int | None, typer.Option(help="only so many samples of each suite", min=1)] = None,
    folder: Annotated[Path | None, typer.Option("--out", help="folder for logs and figures")] = None,
    form: AsFormat = Format.text,
) -> None:
    """Run the eval suites offline and print their figures."""
    try:
        from evals.run import figures, suite_names
    except ModuleNotFoundError as error:
        raise InputError(f"The eval suites need {error.name!r}. Install them: python -m pip install 'kulanz[evals]'") from None
    if listed:
        names = suite_names()
        print_json(names) if form is Format.json else print("\n".join(f"{name}: {what}" for name, what in names.items()))
        return
    found = figures(suites or [], folder, judge, limit, model)
    if form is Format.json:
        print_json(found)
    else:
        _print_figures(found)
    missed = [f"{suite['suite']}.{row['figure']}" for suite in found for row in suite["figures"] if row["ok"] is False]
    if missed:
        print(f"kulanz: below target: {', '.join(missed)}", file=sys.stderr)
        raise typer.Exit(1 if fail_under else 0)


def _simulator() -> Simulator:
    return build_simulator(from_environment())


def _lang(settings: Settings, lang: str) -> Lang:
    return lang_of(lang) if lang else settings.lang or "de"


def _difficulty(name: str) -> Difficulty | None:
    if name in ("", "easy", "medium", "hard"):
        return name or None  # type: ignore[return-value]
    raise InputError(f"Unknown difficulty {name!r}. Choose one of: easy, medium, hard.")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataFileError(f"{path} line {number}", [f"not valid JSON: {error.msg}"]) from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("context") or "", str):
            raise DataFileError(f"{path} line {number}", ['must be an object with "text", and perhaps "context", both texts'])
        yield row


def _persona_json(persona: Persona, lang: Lang | None) -> dict[str, Any]:
    text = persona.text(lang if lang and lang in persona.langs else persona.langs[0])
    return {
        "slug": persona.slug, "name": text.name, "who": text.who, "situation": text.situation, "trade": text.case.trade,
        "project": text.case.project, "difficulty": persona.difficulty, "minutes": persona.minutes, "temperament": persona.temperament,
        "trains": list(persona.trains), "langs": list(persona.langs),
    }  # fmt: skip


def _briefing_json(persona: Persona, lang: Lang) -> dict[str, Any]:
    text = persona.text(lang)
    return _persona_json(persona, lang) | {
        "case": persona.case(lang).model_dump(),
        "you_know": list(text.you_know),
        "goal": text.goal,
        "level": text.levels[persona.difficulty],
        "documents": [document.model_dump() for document in text.documents],
    }


def _print_personas(found: list[Persona], lang: Lang) -> None:
    table = Table(box=None, header_style="dim")
    for title in ("slug", "name", "", "difficulty"):
        table.add_column(title)
    for persona in found:
        text = persona.text(lang if lang in persona.langs else persona.langs[0])
        table.add_row(persona.slug, escape(text.name), escape(text.who), persona.difficulty)
    out.print(table)


def _print_appraisal(heard: dict[str, Any]) -> None:
    for sentence in heard["sentences"]:
        acts = ", ".join(f"{act} {value:.2f}" for act, value in sorted(sentence["acts"].items(), key=lambda i: -i[1]) if value >= 0.5)
        out.print(f"{escape(sentence['text'])}  [dim]{acts or '-'}[/]")
    if heard["offer"]:
        out.print(f"offer: {heard['offer']}")


def _print_card(card: Scorecard, simulator: Simulator, lang: Lang) -> None:
    rubric = simulator.rubric(card.rubric)
    title = escape(card.id or (rubric.de if lang == "de" else rubric.en))
    out.print(f"\n[bold]{title}[/]  {_points(card.total)} / 100  [dim]{escape(card.judge)}[/]")
    for result in card.criteria:
        name = rubric.criterion(result.id).text(lang).name
        out.print(f"  [bold]{'–' if result.score is None else format(result.score, '.1f')}[/]  {escape(name)}")
        out.print(f"       {result.comment}", markup=False)
        if result.suggestion:
            out.print(f"       → {result.suggestion.wording}", markup=False)


def _points(total: float | None) -> str:
    return "–" if total is None else f"{total:.0f}"


def _print_figures(found: list[dict[str, Any]]) -> None:
    for suite in found:
        table = Table(title=f"{suite['suite']}: {suite['what']}", title_justify="left", box=None, header_style="dim")
        beside = any("offline" in row for row in suite["figures"])
        for title in ("figure", "value", "target", "", *(["offline"] if beside else [])):
            table.add_column(title)
        for row in suite["figures"]:
            mark = {True: "ok", False: "missed", None: ""}[row["ok"]]
            table.add_row(row["figure"], escape(row["shown"]), row["target"] or "", mark, *([escape(row["offline"])] if beside else []))
        out.print(table)
        for note in suite["notes"]:
            out.print(f"  [dim]{escape(note)}[/]")
