"""Numbers in words are read as the digits they mean."""

import pytest

from simulator.offline.numerals import spelled_out


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("siebenunddreißig Stunden", "37 Stunden"),
        ("Eintausendachthundert.", "1800."),
        ("zweitausenddreihundertfünfzig Euro", "2350 Euro"),
        ("vierundzwanzighundert", "2400"),
        ("zwölfhundert", "1200"),
        ("anderthalb Stunden", "1.5 Stunden"),
        ("twenty-four hundred pounds", "2400 pounds"),
        ("two thousand four hundred and fifty", "2450"),
        ("a hundred and twenty", "120"),
        ("an hour and a half", "1.5 hours"),
        ("12 grand", "12000"),
        ("tausend Dank, a thousand thanks", "tausend Dank, 1000 thanks"),
        ("einer von uns", "einer von uns"),
    ],
)
def test_a_number_in_words_becomes_digits(written: str, meant: str) -> None:
    assert spelled_out(written) == meant
