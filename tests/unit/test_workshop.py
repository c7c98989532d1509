"""A coach's texts: checked as they are typed, saved in the user's folder, never over a shipped file."""

from pathlib import Path

import pytest

from simulator import InputError, Simulator, UnknownNameError
from simulator.errors import DataFileError
from simulator.library import Library, shipped
from simulator.scripts import GRADES
from simulator.skeleton import persona_yaml
from simulator.trial import grades_for, trial
from simulator.workshop import Workshop
from tests.fakes import small_persona

SMALL = persona_yaml(small_persona())


def test_a_sound_text_has_no_fault_and_a_faulty_one_all_with_their_lines(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    assert workshop.faults("personas", SMALL) == []
    found = workshop.faults("personas", f"nonsense: 1\n{SMALL.replace('price: 1000', 'price: much')}")
    assert [(fault.line, fault.field) for fault in found] == [(1, "nonsense"), (8, "price")]
    assert workshop.faults("personas", "a: [")[0].message.startswith("not valid YAML")
    assert workshop.faults("rubrics", SMALL)


def test_a_saved_text_is_found_by_the_library_and_given_back_as_it_is(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    assert workshop.save("personas", SMALL) == "small"
    assert Library(tmp_path).persona("small") == small_persona()
    assert (workshop.text("personas", "small"), workshop.names("personas")["small"]) == (SMALL, True)


def test_a_name_that_is_taken_is_replaced_only_when_that_is_wished(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.save("personas", SMALL)
    with pytest.raises(InputError, match="there already"):
        workshop.save("personas", SMALL)
    changed = SMALL.replace("price: 1000", "price: 1200")
    workshop.save("personas", changed, replace=True)
    assert workshop.text("personas", "small") == changed


def test_a_shipped_file_is_hidden_by_the_users_own_and_never_touched(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    path = shipped("rubrics") / "unhappy-client.yaml"
    before = path.read_bytes()
    text = workshop.text("rubrics", "unhappy-client")
    with pytest.raises(InputError, match="there already"):
        workshop.save("rubrics", text)
    workshop.save("rubrics", f"# mine\n{text}", replace=True)
    assert workshop.text("rubrics", "unhappy-client").startswith("# mine")
    assert path.read_bytes() == before


def test_a_faulty_text_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(DataFileError):
        Workshop(tmp_path).save("personas", SMALL.replace("temperament: icy", "temperament: warm"))
    assert list(tmp_path.rglob("*.yaml")) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "nobody", "small.yaml"])
def test_only_files_of_the_two_folders_are_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no file"):
        Workshop(tmp_path).text("personas", name)


def test_a_free_name_is_found_for_a_second_client_of_the_same_name(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    assert workshop.free("personas", "small") == "small"
    workshop.save("personas", SMALL)
    workshop.save("personas", SMALL.replace("slug: small", "slug: small-2"))
    assert workshop.free("personas", "small") == "small-3"


# Trying it


def test_a_graded_freelancer_plays_against_a_text_that_is_not_saved(simulator: Simulator) -> None:
    persona = simulator.library.persona("photo-silent")
    stage, judge = simulator.with_voice("offline"), simulator.judge("offline")
    bad = trial(stage, judge, persona, simulator.rubric(), "de", "defensive")
    good = trial(stage, judge, persona, simulator.rubric(), "de", "ideal")
    assert bad.session.ended in ("walked_out", "escalated")
    assert good.session.ended == "agreed"
    assert (good.card.total or 0) > (bad.card.total or 0) + 30


def test_the_best_freelancers_only_know_clients_they_were_written_for(simulator: Simulator) -> None:
    assert grades_for(simulator.library.persona("photo-silent"), "de") == list(GRADES)
    assert not {"ideal", "good"} & set(grades_for(small_persona(), "en"))
    with pytest.raises(InputError, match="ideal"):
        trial(simulator.with_voice("offline"), simulator.judge("offline"), small_persona(), simulator.rubric(), "en", "ideal")
    with pytest.raises(InputError, match="none"):
        trial(simulator.with_voice("offline"), simulator.judge("offline"), small_persona(), simulator.rubric(), "de", "average")


def test_a_rubric_that_is_not_there_is_named(simulator: Simulator) -> None:
    with pytest.raises(UnknownNameError):
        simulator.rubric("nothing")
