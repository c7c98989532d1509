"""Tokens: what models took, added up and priced."""

from simulator.tokens import Prices, Tokens, total

VOICE = Tokens(calls=2, input=1_000_000, cached=600_000, output=100_000)
PRICES = Prices(input=1.0, cached=0.1, output=4.0)


def test_cached_tokens_cost_their_own_price() -> None:
    assert VOICE.priced(PRICES, "USD") == VOICE.model_copy(update={"cost": 0.86, "currency": "USD"})


def test_without_a_price_there_is_no_cost() -> None:
    assert VOICE.priced(None, "USD") == VOICE


def test_a_sum_holds_all_counts_and_the_cost_of_what_has_one() -> None:
    other = Tokens(calls=1, input=5, output=3, unreported=1)
    assert VOICE.priced(PRICES, "USD") + other == Tokens(
        calls=3, input=1_000_005, cached=600_000, output=100_003, unreported=1, cost=0.86, currency="USD"
    )


def test_the_total_of_nothing_known_is_unknown() -> None:
    assert (total([None, None]), total([None, VOICE, VOICE])) == (None, VOICE + VOICE)
