"""Masking: what says who it was about is gone before a text leaves the machine, and comes back."""

import pytest

from simulator.masking import mask, unmask

THREAD = """Von: "Sabine Müller-Lenk" <s.mueller@blumen-lenk.de>
An: Jonas Beck <jonas@beck-design.example>
Betreff: Rechnung 2024-17

Hallo Herr Beck,

ich bin enttäuscht. Das Logo für die Blumen Lenk GmbH sollte in Türkis sein, nicht in Blau. Frau Müller-Lenk, also meine Mutter,
hat 1.200 Euro überwiesen, am 12.03.2026, an DE44 5001 0517 5407 3249 31. Mein Kollege Pavel hat es auch gesehen.
Rufen Sie mich an: +49 (0)89 123456-7, oder kommen Sie in die Lindenstraße 12a, 80331 München. Mehr auf www.blumen-lenk.de/logo.

Viele Grüße
Sabine Müller-Lenk
"""
MASKED = """Von: "[Person 1]" <[E-Mail 1]>
An: [Person 2] <[E-Mail 2]>
Betreff: Rechnung 2024-17

Hallo Herr [Person 2],

ich bin enttäuscht. Das Logo für die [Company 1] sollte in Türkis sein, nicht in Blau. Frau [Person 1], also meine Mutter,
hat 1.200 Euro überwiesen, am 12.03.2026, an [IBAN 1]. Mein Kollege [Person 3] hat es auch gesehen.
Rufen Sie mich an: [Phone 1], oder kommen Sie in die [Address 1], [Address 2]. Mehr auf [Link 1].

Viele Grüße
[Person 1]
"""


def test_a_german_thread_loses_names_and_addresses_and_keeps_case_dates_and_money() -> None:
    assert mask(THREAD).text == MASKED


def test_what_comes_back_is_put_in_the_place_of_its_placeholder() -> None:
    masked = mask(THREAD)
    assert unmask("[Person 1] schreibt [Person 2] wegen [Company 1]; [Person 9] nicht.", masked.names) == (
        "Sabine Müller-Lenk schreibt Jonas Beck wegen Blumen Lenk GmbH; [Person 9] nicht."
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Dear Mr Whitlock,\nthe site is late.", "Dear Mr [Person 1],\nthe site is late."),
        ("Call me on +44 20 7946 0958.", "Call me on [Phone 1]."),
        ("We sit at 14 Mill Lane, LS1 4AP.", "We sit at [Address 1], [Address 2]."),
        ("Best regards,\nPriya Nair\nHarbour Foods Ltd", "Best regards,\n[Person 1]\n[Company 1]"),
        ("Laura said so. I told Laura's colleague Ngozi.", "[Person 1] said so. I told [Person 1]'s colleague [Person 2]."),
        ("It cost 2,400 euros on 3 May 2026, 10% off, room 4711.", "It cost 2,400 euros on 3 May 2026, 10% off, room 4711."),
        ("", ""),
    ],
)
def test_names_and_addresses_are_found_by_what_stands_around_them(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_a_masked_text_masks_to_itself() -> None:
    assert mask(MASKED).text == MASKED


def test_every_placeholder_of_a_text_is_known() -> None:
    masked = mask(THREAD)
    assert unmask(masked.text, dict.fromkeys(masked.names, "")).count("[") == 0


def test_a_placeholder_that_lost_its_brackets_is_put_back_too() -> None:
    names = {"[Person 1]": "Sabine Kröger", "[Address 1]": "Lindenstraße 12"}
    assert unmask("Frau Person 1, Address 1, Seite 1, Person 2", names) == "Frau Sabine Kröger, Lindenstraße 12, Seite 1, Person 2"
