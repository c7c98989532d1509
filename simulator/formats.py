"""Numbers, money and spans as people of a language write them; it knows no texts."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from simulator.transcript import Lang

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """1234.5 -> '1.235' (de) or '1,235' (en); `digits` after the decimal sign."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{exact:,f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def money(value: float, currency: str, lang: Lang) -> str:
    """1200 EUR -> '1.200 €' (de) or '€1,200' (en); cents only when there are any."""
    text = number(value, lang, 0 if value == int(value) else 2)
    sign = _SIGNS.get(currency, currency)
    if lang == "de":
        return f"{text} {sign}"
    return f"{sign}{text}" if currency in _SIGNS else f"{sign} {text}"


def percent(value: float, lang: Lang) -> str:
    """10 -> '10 %' (de) or '10%' (en)."""
    text = number(value, lang, 0 if value == int(value) else 1)
    return f"{text} %" if lang == "de" else f"{text}%"


def hours(value: float, lang: Lang) -> str:
    """2 -> '2 Stunden' or '2 hours'."""
    text = number(value, lang, 0 if value == int(value) else 1)
    if lang == "de":
        return f"{text} Stunde" if value == 1 else f"{text} Stunden"
    return f"{text} hour" if value == 1 else f"{text} hours"


def moment(when: datetime, lang: Lang) -> str:
    """A point in time where this computer stands: '29.11.2026, 15:07' (de) or '29 Nov 2026, 15:07' (en)."""
    local = when.astimezone()
    day = f"{local:%d.%m.%Y}" if lang == "de" else f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{day}, {local:%H:%M}"
