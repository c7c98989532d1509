"""Numbers as Germans and English speakers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import formats
from simulator.offline import offers
from simulator.transcript import Lang


@pytest.mark.parametrize(
    ("value", "digits", "de", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234.5, 0, "1.235", "1,235"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-1500, 0, "-1.500", "-1,500"),
    ],
)
def test_a_number_has_the_signs_of_its_language(value: float, digits: int, de: str, en: str) -> None:
    assert (formats.number(value, "de", digits), formats.number(value, "en", digits)) == (de, en)


@pytest.mark.parametrize(
    ("value", "currency", "de", "en"),
    [
        (1200, "EUR", "1.200 €", "€1,200"),
        (1200.0, "USD", "1.200 $", "$1,200"),
        (99.5, "GBP", "99,50 £", "£99.50"),
        (1200, "CHF", "1.200 CHF", "CHF 1,200"),
        (1234.05, "CHF", "1.234,05 CHF", "CHF 1,234.05"),
        (0, "EUR", "0 €", "€0"),
    ],
)
def test_money_shows_cents_only_when_there_are_any(value: float, currency: str, de: str, en: str) -> None:
    assert (formats.money(value, currency, "de"), formats.money(value, currency, "en")) == (de, en)


@pytest.mark.parametrize(("value", "de", "en"), [(10, "10 %", "10%"), (33.3, "33,3 %", "33.3%"), (0.5, "0,5 %", "0.5%")])
def test_a_share_is_written_in_percent(value: float, de: str, en: str) -> None:
    assert (formats.percent(value, "de"), formats.percent(value, "en")) == (de, en)


@pytest.mark.parametrize(
    ("value", "de", "en"),
    [(1, "1 Stunde", "1 hour"), (2, "2 Stunden", "2 hours"), (1.5, "1,5 Stunden", "1.5 hours"), (0, "0 Stunden", "0 hours")],
)
def test_hours_are_counted_in_words(value: float, de: str, en: str) -> None:
    assert (formats.hours(value, "de"), formats.hours(value, "en")) == (de, en)


@given(st.integers(0, 9_999_999_99), st.sampled_from(["de", "en"]))
def test_money_that_was_written_is_heard_again_as_the_same_sum(cents: int, lang: Lang) -> None:
    value = cents / 100
    assert offers.sized("refund", formats.money(value, "EUR", lang)).amount == pytest.approx(value)
