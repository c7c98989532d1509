"""What all tests share: one offline simulator whose folder is thrown away."""

from pathlib import Path

import pytest

from simulator import Settings, Simulator, build_simulator


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Simulator:
    """The real simulator without a model, with an empty user folder."""
    home: Path = tmp_path_factory.mktemp("home")
    return build_simulator(Settings(home=home))
