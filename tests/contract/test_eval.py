"""`kulanz eval`: the suites by name. Running them is their own affair (tests/evals)."""

from pathlib import Path

from tests.contract.command import complaint, kulanz, printed

SUITES = ["judge", "ear", "client", "attacks"]


def test_the_suites_are_listed_with_what_they_measure(home: Path) -> None:
    names = printed(kulanz(home, "eval", "--list", "--format", "json")).json
    assert list(names) == SUITES
    assert all(names.values())
    lines = printed(kulanz(home, "eval", "--list")).out.splitlines()
    assert lines == [f"{name}: {what}" for name, what in names.items()]


def test_an_unknown_suite_is_named_with_the_nearest_one(home: Path) -> None:
    said = complaint(kulanz(home, "eval", "atacks"))
    assert said == "Unknown suite 'atacks'. Did you mean 'attacks'? Choose one of: attacks, client, ear, judge."
