"""What a conversation is scored against: schema of rubrics/*.yaml; it reads no file and judges nothing."""

from typing import Annotated

from pydantic import Field

from simulator.appraisal import Act
from simulator.transcript import Frozen, Lang

Text = Annotated[str, Field(min_length=1)]
Level = Annotated[int, Field(ge=1, le=5)]
LEVELS: tuple[int, ...] = (1, 2, 3, 4, 5)


class Example(Frozen):
    """A weak and a strong wording of the same moment."""

    weak: Text
    strong: Text


class CriterionText(Frozen):
    """A criterion in one language."""

    name: Text
    goal: Text
    """What a good freelancer does here, one short sentence."""
    anchors: Annotated[dict[Level, Text], Field(min_length=5)]
    """What each level 1..5 looks like; all five are needed."""
    mistakes: tuple[Text, ...]
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]


class Criterion(Frozen):
    """One thing that is judged on its own, 1..5."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    core: bool = False
    """Core criteria are shown large and asked about first."""
    helps: tuple[Act, ...] = ()
    hurts: tuple[Act, ...] = ()
    """For criteria of a coach's own: acts that raise and lower the score of the judge without a model."""
    de: CriterionText
    en: CriterionText

    def text(self, lang: Lang) -> CriterionText:
        return self.de if lang == "de" else self.en


class Cap(Frozen):
    """A criterion at `level` or below keeps the total at or below `total`."""

    criterion: Text
    level: Annotated[float, Field(ge=1, le=5)]
    total: Annotated[float, Field(ge=0, le=100)]


class Rubric(Frozen):
    """The criteria, their weights and caps."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    de: Text
    en: Text
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    caps: tuple[Cap, ...] = ()

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion with this id. Raises KeyError when there is none."""
        return {criterion.id: criterion for criterion in self.criteria}[criterion_id]
