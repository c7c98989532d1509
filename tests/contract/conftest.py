"""Folders for the commands that are run."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty user folder that the tests of one file share."""
    return tmp_path_factory.mktemp("home")
