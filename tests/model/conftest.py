"""The suite with a real local model: only when it is asked for, and only with what it needs installed."""

from collections.abc import Iterator

import pytest

from tests.model.server import NAMES, missing, running


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of this folder run with `-m model` only."""
    if "model" in config.getoption("markexpr"):
        return
    for item in items:
        if item.get_closest_marker("model"):
            item.add_marker(pytest.mark.skip(reason="needs a real local model: python -m pytest -m model"))


@pytest.fixture(scope="session", params=["small", "large"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """(address, name) of a running model server; skipped where its packages are not installed."""
    size = str(request.param)
    if command := missing(size):
        pytest.skip(f"the {size} model is not installed; into the tests' environment: {command}")
    with running(size) as address:
        yield address, NAMES[size]
