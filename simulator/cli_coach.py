"""The commands for coaches: bench, new, card; they read arguments, call the public parts, print; they decide nothing."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from simulator import cards
from simulator.bench import Bench, bench
from simulator.build import Simulator, build_simulator
from simulator.console import AsFormat, Format, InLang, out, print_json, spoken
from simulator.curves import picture
from simulator.errors import DataFileError, InputError
from simulator.files import check_file, read_text
from simulator.persona import Persona
from simulator.record import lines_of
from simulator.scripts import graded_scripts
from simulator.session import lang_of
from simulator.settings import from_environment
from simulator.skeleton import DEFAULT_LIKE, skeleton
from simulator.transcript import Lang
from simulator.workshop import write

Like = Annotated[str, typer.Option("--like", help="slug of the client whose temperament and lines are borrowed")]
card_app = typer.Typer(help="Character Cards V2 and V3 of other programs.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Give the `kulanz` command these commands too."""
    app.command("bench")(bench_clients)
    app.command("new")(new_client)
    app.add_typer(card_app, name="card")


def bench_clients(
    personas: Annotated[list[str] | None, typer.Argument(help="slugs of clients")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="all clients at hand")] = False,
    lang: Annotated[str, typer.Option("--lang", help="de or en; empty means all the client speaks")] = "",
    seeds: Annotated[int, typer.Option(help="talks per freelancer", min=1, max=1000)] = 20,
    script: Annotated[Path | None, typer.Option(help="the ideal freelancer's lines for one client: a text file or a JSON list")] = None,
    folder: Annotated[Path | None, typer.Option("--out", help="folder for the mood curves, one SVG per client and language")] = None,
    form: AsFormat = Format.text,
) -> None:
    """Play graded freelancers against clients and say what is wrong with the clients; exit 1 on a fault."""
    simulator = build_simulator(from_environment())
    clients = _clients(simulator, personas or [], everyone)
    ideal = _ideal(script, clients, lang)
    found: list[Bench] = []
    for client, language in _languages(clients, lang, one=ideal is not None):
        result = _benched(simulator, client, language, seeds, ideal)
        found.append(result)
        if folder:
            _draw(folder, client, result)
        if form is Format.text:
            _print_bench(result)
    if form is Format.json:
        print_json([one.model_dump(mode="json") | {"ok": one.ok} for one in found])
    if not all(one.ok for one in found):
        faulty = ", ".join(f"{one.persona} ({one.lang})" for one in found if not one.ok)
        print(f"kulanz: faults found: {faulty}", file=sys.stderr)
        raise typer.Exit(1)


def _clients(simulator: Simulator, slugs: list[str], everyone: bool) -> list[Persona]:
    if bool(slugs) == everyone:
        raise InputError("Name the clients to bench, or give --all, and not both.")
    return simulator.personas() if everyone else [simulator.library.persona(slug) for slug in slugs]


def _ideal(script: Path | None, clients: list[Persona], lang: str) -> list[str] | None:
    if script is None:
        return None
    if len(clients) != 1 or (not lang and len(clients[0].langs) > 1):
        raise InputError("--script is for one client in one language. Name the client, and give --lang.")
    return lines_of(read_text(script), str(script))


def _languages(clients: list[Persona], lang: str, one: bool) -> list[tuple[Persona, Lang]]:
    if not lang:
        return [(client, language) for client in clients for language in (client.langs[:1] if one else client.langs)]
    chosen = lang_of(lang)
    found = [(client, chosen) for client in clients if chosen in client.langs]
    if not found:
        raise InputError(f"No chosen client speaks {lang!r}.")
    return found


def _benched(simulator: Simulator, client: Persona, lang: Lang, seeds: int, ideal: list[str] | None) -> Bench:
    scripts = graded_scripts(client, lang, ideal)
    if "ideal" not in scripts:
        print(f"bench: no ideal script for {client.slug}; give --script FILE", file=sys.stderr)
    return bench(simulator.with_voice("offline"), client, lang, seeds, scripts)


def _draw(folder: Path, client: Persona, result: Bench) -> None:
    title = f"{client.text(result.lang).name} · {client.slug} · {result.lang} · {result.seeds}"
    write(folder / f"{client.slug}.{result.lang}.svg", picture(result.curves, title, result.lang).encode(), replace=True)


def _print_bench(result: Bench) -> None:
    table = Table(title=f"{result.persona} ({result.lang}), {result.seeds} seeds", title_justify="left", box=None, header_style="dim")
    for title in ("freelancer", "ends", "turns", "trust", "anger", "ledger"):
        table.add_column(title)
    for row in result.grades:
        ends = ", ".join(f"{end} {count}" for end, count in row.ends.items())
        table.add_row(row.grade, ends, f"{row.turns:.1f}", f"{row.trust:.2f}", f"{row.anger:.2f}", f"{row.ledger:.0f}")
    out.print(table)
    for verdict in result.verdicts:
        mark = {True: "ok    ", False: "FAULT ", None: "      "}[verdict.ok]
        shown = "not measured" if verdict.value is None else f"{verdict.value:g}"
        out.print(f"  {mark} {verdict.what}: {shown}{f' (must be {verdict.target})' if verdict.target else ''}", markup=False)
        for fault in verdict.faults:
            out.print(f"           {fault}", markup=False)
    out.print()


def new_client(
    slug: Annotated[str, typer.Argument(help="the new client's name: small letters, digits, hyphens")],
    lang: InLang = "",
    like: Like = DEFAULT_LIKE,
    file: Annotated[Path | None, typer.Option("--out", help="file to write; empty means personas/SLUG.yaml in your folder")] = None,
) -> None:
    """Write a commented skeleton of a new client that plays at once."""
    simulator = build_simulator(from_environment())
    text = skeleton(slug, _lang(simulator, lang), simulator.library.persona(like))
    path = _named(file, slug) if file else _home_file(simulator, slug)
    write(path, text.encode())
    out.print(f"{path}", markup=False)


@card_app.command("export")
def export_card(
    persona: Annotated[str, typer.Argument(help="slug of the client")],
    lang: InLang = "",
    spec: Annotated[str, typer.Option(help="v2 or v3, for JSON; a PNG carries both")] = "v2",
    file: Annotated[Path | None, typer.Option("--out", help="F.json or F.png; empty prints JSON")] = None,
) -> None:
    """Write a client as a Character Card."""
    simulator = build_simulator(from_environment())
    client = simulator.library.persona(persona)
    chosen = spoken(client, lang or simulator.settings.lang or "")
    kept = _kept(_home_file(simulator, client.slug))
    if spec not in cards.SPECS:
        raise InputError(f"Unknown card version {spec!r}. Choose v2 or v3.")
    if chosen not in client.langs:
        raise InputError(f"{client.slug} does not speak {chosen!r}. Choose one of: {', '.join(client.langs)}.")
    if file is None:
        print(cards.as_json(cards.card(client, chosen, spec, kept)), end="")
    elif file.suffix == ".png":
        both = [cards.card(client, chosen, form, kept) for form in cards.SPECS]
        write(file, cards.as_png(both[0], both[1], client.portrait.top))
    elif file.suffix == ".json":
        write(file, cards.as_json(cards.card(client, chosen, spec, kept)).encode())
    else:
        raise InputError(f"{file} must end in .json or .png.")


@card_app.command("import")
def import_card(
    card: Annotated[Path, typer.Argument(help="a Character Card V2 or V3, JSON or PNG")],
    file: Annotated[Path | None, typer.Option("--out", help="file to write; empty means personas/NAME.yaml in your folder")] = None,
    lang: InLang = "",
    like: Like = DEFAULT_LIKE,
) -> None:
    """Make a client of a Character Card; what has no place in it is kept beside it."""
    simulator = build_simulator(from_environment())
    found = cards.imported(_bytes(card), str(card), _lang(simulator, lang), simulator.library.persona(like), file.stem if file else "")
    path = _named(file, found.slug) if file else _home_file(simulator, found.slug)
    write(path, found.yaml.encode())
    if found.kept:
        write(_sidecar(path), cards.as_json(found.kept).encode(), replace=True)
    out.print(f"{path}", markup=False)
    for fault in check_file(path):
        print(f"{path}:{fault.line}:{fault.column}: {fault.field or 'file'}: {fault.message}", file=sys.stderr)


def _kept(path: Path) -> dict[str, Any]:
    """What an import laid aside beside the persona's file."""
    beside = _sidecar(path)
    if not beside.is_file():
        return {}
    try:
        found = json.loads(read_text(beside))
    except json.JSONDecodeError as error:
        raise DataFileError(str(beside), [f"not valid JSON: {error.msg} (line {error.lineno})"]) from None
    if not isinstance(found, dict) or not isinstance(found.get("data", {}), dict):
        raise DataFileError(str(beside), ["must be a JSON object with an object `data`"])
    return found


def _sidecar(path: Path) -> Path:
    return path.with_suffix(".card.json")


def _home_file(simulator: Simulator, slug: str) -> Path:
    return simulator.settings.home / "personas" / f"{slug}.yaml"


def _named(path: Path, slug: str) -> Path:
    """The path, if it is called as the client is. Raises InputError when not: commands find a client by its file's name."""
    if path.name != f"{slug}.yaml":
        raise InputError(f"{path} must be called {slug}.yaml, as the client is. Choose another name for --out.")
    return path


def _lang(simulator: Simulator, lang: str) -> Lang:
    return lang_of(lang) if lang else simulator.settings.lang or "de"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}. Check the path and its permissions.") from None
