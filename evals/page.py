"""`python -m evals.page`: runs the suites of ear and judge and writes their figures into docs/judge.md; it measures nothing itself."""

from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.run import figures

SUITES = ["judge", "attacks", "ear"]
PAGE = Path(__file__).parents[1] / "docs" / "judge.md"
_TEMPLATES = Path(__file__).parent / "pages"


def page(suites: list[dict[str, Any]], day: str) -> str:
    """The page for figures as `evals.run.figures` returns them; `day` is printed as it is."""
    loader = FileSystemLoader(_TEMPLATES)
    templates = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 (Markdown, no HTML)
    return templates.get_template("judge.md").render(suites={suite["suite"]: suite for suite in suites}, day=day) + "\n"


def main() -> None:
    """Measure and write."""
    PAGE.write_text(page(figures(SUITES, None), date.today().isoformat()), encoding="utf-8")
    print(f"wrote {PAGE.name}")


if __name__ == "__main__":
    main()
