"""What a language model read and wrote, and what that costs; it knows no model and no talk."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from simulator.transcript import Frozen

Price = Annotated[float, Field(ge=0)]


class Prices(Frozen):
    """What a million tokens of one model cost."""

    input: Price
    cached: Price
    output: Price


class Tokens(Frozen):
    """Tokens of some calls. Servers that report none, and answers left before their end, make the counts a lower bound."""

    calls: int = 0
    input: int = 0
    cached: int = 0
    """The part of `input` that the server had at hand."""
    output: int = 0
    unreported: int = 0
    """Calls whose tokens the server did not report."""
    cost: float | None = None
    """In `currency`; None when no price is set for the model."""
    currency: str = ""

    def __add__(self, other: "Tokens") -> "Tokens":
        """The sum; its cost is that of the calls with a price."""
        costs = [one.cost for one in (self, other) if one.cost is not None]
        return Tokens(
            calls=self.calls + other.calls,
            input=self.input + other.input,
            cached=self.cached + other.cached,
            output=self.output + other.output,
            unreported=self.unreported + other.unreported,
            cost=round(sum(costs), 6) if costs else None,
            currency=self.currency or other.currency,
        )

    def priced(self, prices: Prices | None, currency: str) -> "Tokens":
        """The same with its cost; without prices it has none."""
        if prices is None:
            return self
        spent = (self.input - self.cached) * prices.input + self.cached * prices.cached + self.output * prices.output
        return self.model_copy(update={"cost": round(spent / 1_000_000, 6), "currency": currency})


def total(parts: Iterable[Tokens | None]) -> Tokens | None:
    """The sum of all that is known; None when nothing is."""
    known = [part for part in parts if part]
    return sum(known, Tokens()) if known else None
