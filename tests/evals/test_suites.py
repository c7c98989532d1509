"""The suites as they are run: through Inspect, on a few samples, with no model, no network and no shared folder."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals import attacks, client, run
from evals.common import own_rows, public_rows, simulator
from simulator import Lang, UnknownNameError, graded_scripts, leaks
from tests.fake_openai import Body, FakeOpenAI, Reply, Text


@pytest.fixture
def without_shared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KULANZ_SHARED", str(tmp_path / "nowhere"))


def test_the_suites_are_named_with_one_line_each() -> None:
    assert list(run.suite_names()) == ["judge", "ear", "client", "attacks"]
    assert all("\n" not in what for what in run.suite_names().values())


def test_an_unknown_suite_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'judge'"):
        run.figures(["juge"], None)


@pytest.mark.usefixtures("without_shared")
def test_the_projects_own_copies_stand_in_for_the_shared_folder() -> None:
    assert len(own_rows("gold-dev.jsonl")) == 48
    assert len(own_rows("acts-gold-dev.jsonl")) == 265
    assert public_rows("annomi_transcripts.jsonl") == []


@pytest.mark.usefixtures("without_shared")
def test_every_suite_runs_and_leaves_logs_and_figures(tmp_path: Path) -> None:
    found = run.figures([], tmp_path, limit=2)
    assert [suite["suite"] for suite in found] == ["judge", "ear", "client", "attacks"]
    assert all(set(suite) == {"suite", "what", "figures", "notes"} for suite in found)
    assert all(set(row) == {"figure", "value", "shown", "target", "ok"} for suite in found for row in suite["figures"])
    assert json.loads((tmp_path / "figures.json").read_text(encoding="utf-8")) == found
    assert len(list(tmp_path.glob("*.eval"))) == 4


def test_agreement_with_people_is_never_claimed() -> None:
    notes = [note for name in ("judge", "ear") for note in run.SUITES[name].notes([])]
    assert sum("agreement with people has not been measured" in note for note in notes) == 2


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_client_has_an_ideal_script_of_six_to_eight_lines(lang: Lang) -> None:
    lengths = {p.slug: len(graded_scripts(p, lang).get("ideal", ())) for p in simulator().personas() if lang in p.langs}
    assert {slug: length for slug, length in lengths.items() if not 6 <= length <= 8} == {}


@pytest.mark.parametrize("script", ["ideal", "defensive"])
def test_the_same_talk_twice_is_the_same_talk(script: str) -> None:
    row = next(row for row in client._rows() if row["script"] == script)
    assert client.measure(row) == client.measure(row)


def test_a_hidden_fact_said_before_it_was_revealed_is_a_leak() -> None:
    session = simulator().open("bakery-website", lang="de", seed=1)
    fact = next(fact for fact in session.persona.facts if fact.hidden)
    told = session.model_copy(update={"opening": session.persona.text("de").facts[fact.id].tell[0]})
    assert leaks(session) == []
    assert fact.id in leaks(told)


@pytest.mark.parametrize("file", attacks.WORDS.values())
@pytest.mark.parametrize("name", attacks.ATTACKS)
def test_an_attack_changes_every_turn_of_the_freelancer_and_none_of_the_client(name: str, file: str) -> None:
    transcript = attacks.Transcript.model_validate(own_rows("gold-dev.jsonl")[0])
    attacked = attacks._attacked(transcript, attacks.ATTACKS[name], attacks._words(file, transcript.lang))
    assert attacked.of("client") == transcript.of("client")
    assert all(new != old for new, old in zip(attacked.of("freelancer"), transcript.of("freelancer"), strict=True))


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        ("lower case", "Frau Dr. Osei", "frau dr. osei"),
        ("double spaces", "Das war so.", " Das  war  so. "),
        ("quotation marks", "„Fertig“, steht da", '"Fertig", steht da'),
        ("names", "Liebe Frau Dr. Osei, Herrn Meier", "Liebe Frau Dr. Brandner, Herrn Brandner"),
        ("numbers", "160 Euro, 2.400 Euro, am 12. Mai", "260 Euro, 3.400 Euro, am 12. Mai"),
        ("synonyms", "Ich schicke es jetzt.", "Ich sende es nun."),
    ],
)
def test_a_harmless_edit_changes_what_it_says(edit: str, before: str, after: str) -> None:
    assert attacks.EDITS[edit](before, "de") == after


@pytest.mark.usefixtures("without_shared")
def test_a_model_as_judge_stands_beside_the_offline_one_on_the_same_samples(model_judge: str) -> None:
    [suite] = run.figures(["judge"], None, model_judge, limit=3)
    [plain] = run.figures(["judge"], None, limit=3)
    assert [row["figure"] for row in suite["figures"]] == [row["figure"] for row in plain["figures"]]
    assert {row["figure"]: row["offline"] for row in suite["figures"]} == {row["figure"]: row["shown"] for row in plain["figures"]}
    shown = {row["figure"]: row["shown"] for row in suite["figures"]}
    assert (shown["conversations not (fully) scored"], shown["false quotes"]) == ("0 of 3", "0 of 0")


@pytest.mark.usefixtures("without_shared")
def test_a_model_as_ear_stands_beside_the_offline_one(model_ear: str) -> None:
    [suite] = run.figures(["ear"], None, limit=2, ear=model_ear)
    rows = {row["figure"]: row for row in suite["figures"]}
    assert rows["F1 courtesy"]["shown"] != rows["F1 courtesy"]["offline"]
    assert "messages the offline ear heard in the model's place" not in rows


@pytest.fixture
def model_judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a model that finds every criterion middling and quotes nothing."""

    def middling(body: Body) -> Reply:
        ids = [c.id for c in simulator().rubric().criteria if f"## {c.id}:" in body["messages"][0]["content"]]
        return Text(json.dumps({name: {"comment": "Teils.", "fits": [0, 0, 2, 0, 0]} for name in ids}))

    with FakeOpenAI(middling) as server:
        yield from _named("fake-judge", server, monkeypatch)


@pytest.fixture
def model_ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a model that hears courtesy in every sentence."""

    def courteous(body: Body) -> Reply:
        count = len(re.findall(r"^\d+\. ", body["messages"][1]["content"], re.MULTILINE))
        return Text(json.dumps({"sentences": [{"sentence": n, "acts": ["courtesy"]} for n in range(1, count + 1)]}))

    with FakeOpenAI(courteous) as server:
        yield from _named("fake-ear", server, monkeypatch)


def _named(name: str, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("KULANZ_BASE_URL", server.url)
    simulator.cache_clear()  # it keeps what it read of the environment
    yield name
    simulator.cache_clear()


def test_the_bench_counts_a_models_tokens_turn_by_turn(tmp_path: Path) -> None:
    def line(body: Body) -> Reply:
        return Text(f"Nein, that is the {len(body['messages'])}. time and it is not good enough.")

    with FakeOpenAI(line, counts=True) as server:
        env = os.environ | {"KULANZ_MODEL": "fake", "KULANZ_BASE_URL": server.url, "KULANZ_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-m", "evals.bench", "tokens", "1"], capture_output=True, text=True, env=env, check=False)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].endswith("turns with fake; means per talk that came so far")
    assert [row.split()[0] for row in lines[2:-2]] == [str(turn) for turn in range(1, len(lines) - 3)]
    assert re.fullmatch(r"per talk: \d+ tokens, \d+ with the cache counted", lines[-2])


def test_the_bench_without_a_model_says_what_to_set(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("KULANZ_")} | {"KULANZ_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "evals.bench", "tokens"], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (1, "Set KULANZ_MODEL: without a model there are no tokens.\n")
