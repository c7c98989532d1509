"""Two talks with one client under the same rubric -> where they part and how every criterion differs; it judges nothing itself."""

from simulator.errors import InputError
from simulator.review import Review, turn_of
from simulator.transcript import Frozen


class Row(Frozen):
    """One criterion in both talks, 1..5; None means not scored, and then there is no difference either."""

    criterion: str
    left: float | None
    right: float | None

    @property
    def difference(self) -> float | None:
        """How much higher the right one is."""
        return None if self.left is None or self.right is None else round(self.right - self.left, 2)


class Comparison(Frozen):
    """Two attempts side by side."""

    left: Review
    right: Review
    rows: tuple[Row, ...]
    parted: int | None
    """The first turn of the freelancer, from 1, in which they differ; None when both are the same to the end."""

    @property
    def total(self) -> Row:
        """Both totals, 0..100."""
        return Row(criterion="total", left=self.left.report.scorecard.total, right=self.right.report.scorecard.total)


def compare(left: Review, right: Review) -> Comparison:
    """Put two talks side by side. Raises InputError for different clients, or when they were not judged alike."""
    if left.session.persona.slug != right.session.persona.slug:
        raise InputError("These talks were held with different clients. Choose two talks with the same one.")
    a, b = left.report.scorecard, right.report.scorecard
    if (a.rubric, a.judge) != (b.rubric, b.judge):
        raise InputError("These talks were not judged by the same rubric and judge. Have both judged anew first.")
    rows = tuple(Row(criterion=result.id, left=result.score, right=b.result(result.id).score) for result in a.criteria)
    return Comparison(left=left, right=right, rows=rows, parted=_parted(left, right))


def _parted(left: Review, right: Review) -> int | None:
    """Talks part where the freelancer says something else, or where one goes on and the other does not."""
    one, other = ([session.opening, *(text for pair in zip(session.messages, session.lines[1:], strict=True) for text in pair)]
                  for session in (left.session, right.session))  # fmt: skip
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if same == len(one) == len(other):
        return None
    return max(turn_of(same), 1)
