"""How much is offered: numbers as people write and say them, in German and English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.appraisal import HEARD, OFFER_KINDS, Offer, OfferKind
from simulator.offline.numerals import number
from simulator.offline.offers import merged, named, refused, sized, weighed

MONEY = [
    ("Ich erlasse Ihnen 200 Euro.", 200),
    ("Sie bekommen 1.200 € zurück.", 1200),
    ("Sie bekommen 1.200,50 € zurück.", 1200.5),
    ("Ich überweise 1 200 Euro.", 1200),
    ("Das macht Fr. 1'200 weniger.", 1200),
    ("Ich erlasse 150 CHF.", 150),
    ("Ich gebe zweihundert Euro nach.", 200),
    ("Hundert Euro weniger, ist das ein Wort?", 100),
    ("I'll take €1,200 off.", 1200),
    ("You get $1,200.50 back.", 1200.5),
    ("I'd knock off 50 quid.", 50),
    ("Take fifty dollars off.", 50),
    ("I'll take a hundred euros off.", 100),
    ("I'll give you three hundred euros back.", 300),
    ("I'd refund two hundred and fifty pounds.", 250),
]
PERCENT = [
    ("Ich gebe Ihnen 10 % Nachlass.", 10),
    ("Ich gebe Ihnen 12,5% Nachlass.", 12.5),
    ("Mit dem Preis gehe ich zehn Prozent herunter.", 10),
    ("Mit dem Preis gehe ich fünfundzwanzig Prozent herunter.", 25),
    ("Sie zahlen die Hälfte.", 50),
    ("Ich mache es zum halben Preis.", 50),
    ("Ein Drittel geht auf mich.", 33.3),
    ("Ein Viertel erlasse ich.", 25),
    ("Sie bekommen alles zurück.", 100),
    ("I'd take 15% off.", 15),
    ("I'd take 15 percent off.", 15),
    ("Twenty percent off the invoice.", 20),
    ("Twenty-five percent off the invoice.", 25),
    ("I'd let you have it half price.", 50),
    ("You pay half of the fee.", 50),
    ("I'll cover a third.", 33.3),
    ("A full refund.", 100),
    ("10 bis 15 Prozent sind drin.", 15),
]
HOURS = [
    ("Ich setze mich noch einmal 2 Stunden dran.", 2),
    ("Ich schenke Ihnen 1,5 Stunden.", 1.5),
    ("Zwei Stunden gehen auf mich.", 2),
    ("Anderthalb Stunden gehen auf mich.", 1.5),
    ("Zweieinhalb Stunden gehen auf mich.", 2.5),
    ("Eine halbe Stunde gehen wir das durch.", 0.5),
    ("Zwei bis drei Stunden gehen auf mich.", 3),
    ("Zwei weitere Stunden gehen auf mich.", 2),
    ("Ich komme einen Tag vorbei.", 8),
    ("Ich komme einen Vormittag vorbei.", 4),
    ("I'll spend 3 hours on it, no charge.", 3),
    ("I'll spend 1.5 hours on it.", 1.5),
    ("Two hours on me.", 2),
    ("Half an hour on me.", 0.5),
    ("Two and a half hours on me.", 2.5),
    ("One more hour on me.", 1),
    ("Two days on me.", 16),
    ("I'd come over for a morning.", 4),
]


@pytest.mark.parametrize(("text", "amount"), MONEY, ids=[text for text, _ in MONEY])
def test_a_sum_of_money_is_heard(text: str, amount: float) -> None:
    for kind in ("discount", "refund", "split"):
        assert sized(kind, text) == Offer(kind=kind, amount=amount)


@pytest.mark.parametrize(("text", "percent"), PERCENT, ids=[text for text, _ in PERCENT])
def test_a_share_is_heard(text: str, percent: float) -> None:
    assert sized("discount", text) == Offer(kind="discount", percent=percent)


@pytest.mark.parametrize(("text", "hours"), HOURS, ids=[text for text, _ in HOURS])
def test_hours_of_free_work_are_heard(text: str, hours: float) -> None:
    for kind in ("rework", "extra"):
        assert sized(kind, text) == Offer(kind=kind, free_hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "In 2 Stunden haben Sie es.",
        "Bis in drei Tagen ist es fertig.",
        "Innerhalb von zwei Tagen überarbeite ich das.",
        "I'll fix it within 24 hours.",
        "You'll have it in two days.",
        "I'll redo it by the next day.",
        "Ich überarbeite Seite 3 und 4.",
        "Ich mache Ihnen das neu.",
    ],
)
def test_a_date_or_a_bare_number_is_no_free_work(text: str) -> None:
    assert sized("rework", text) == Offer(kind="rework")


@pytest.mark.parametrize(
    "text",
    [
        "Sie können die 500 Euro später zahlen.",
        "Ich gebe Ihnen 30 Tage Zahlungsziel.",
        "Wir machen das in Raten.",
        "You can pay in two instalments.",
        "I'd extend the deadline for the 500 euros.",
    ],
)
def test_paying_later_is_no_money_given(text: str) -> None:
    assert sized("discount", text) == Offer(kind="deadline")


@pytest.mark.parametrize(
    "text",
    [
        "Die 890 zahlen Sie danach in Ruhe.",
        "Die restlichen 700 Euro bleiben.",
        "The $1,200 stays as agreed.",
        "The other 700 stands.",
        "You paid for an evening where everybody hears, and the back half of the hall got a mumble.",
        "Die Hälfte vom Saal hat nichts gehört.",
    ],
)
def test_what_stays_due_and_half_of_anything_but_money_is_no_size(text: str) -> None:
    assert sized("discount", text) == Offer(kind="discount")


def test_a_bare_kind_has_no_size() -> None:
    for kind in OFFER_KINDS:
        assert sized(kind, "Da finden wir etwas.") == Offer(kind=kind)


def test_money_is_no_size_of_work_and_only_hours_taken_off_are_one_of_a_discount() -> None:
    assert sized("rework", "Ich überarbeite den Text für 300 Euro.") == Offer(kind="rework")
    assert sized("discount", "Das dauert 2 Stunden.") == Offer(kind="discount")
    for text in ("Ich ziehe 2 Stunden ab.", "I'll take off 2 hours and send you a new invoice by Friday."):
        assert (named(text), sized("discount", text)) == ("discount", Offer(kind="discount", free_hours=2))


def test_money_that_is_refused_is_not_offered() -> None:
    assert refused("refund", "Three new pictures, and no money back.")
    assert not refused("rework", "Three new pictures, and no money back.")
    assert not refused("refund", "Nicht alles, aber 50 Euro zurück.")


def test_no_more_than_everything_can_be_given() -> None:
    assert sized("refund", "You get 300% back!") == Offer(kind="refund", percent=100)


@given(st.sampled_from(OFFER_KINDS), st.text() | st.text(alphabet="0123456789.,' €%halfStunden "))
def test_no_text_breaks_the_sizes_of_an_offer(kind: str, text: str) -> None:
    offer = sized(kind, text)
    assert offer.kind in (kind, "deadline")
    assert offer.percent is None or 0 <= offer.percent <= 100
    assert offer.amount is None or offer.amount >= 0
    assert offer.free_hours is None or offer.free_hours >= 0


# What is given, and what is only mentioned


@pytest.mark.parametrize(
    ("kind", "text", "offer"),
    [
        ("discount", "Dreißig Prozent gebe ich nicht, zehn Prozent Nachlass schon.", Offer(kind="discount", percent=10)),
        ("discount", "Thirty per cent I won't give, ten per cent off I will.", Offer(kind="discount", percent=10)),
        ("rework", "Das mache ich neu, kostenlos; weitere Seiten kosten 80 Euro die Stunde.", Offer(kind="rework")),
        ("rework", "I'll redo it for free; more pages are 80 euros an hour.", Offer(kind="rework")),
        ("discount", "Die letzte Rate, 400 Euro, streiche ich.", Offer(kind="discount", amount=400)),
        ("discount", "The 160 for it comes off.", Offer(kind="discount", amount=160)),
        ("discount", "Von den Mehrstunden erlasse ich acht, das ist ein Nachlass von 720 Euro.", Offer(kind="discount", amount=720)),
        ("discount", "720 Euro Nachlass, und den Rest zahlen Sie in zwei Raten.", Offer(kind="discount", amount=720)),
        ("discount", "Dann machen wir 900 statt 1.050.", Offer(kind="discount", amount=150)),
        ("discount", "Let's make it 900 instead of 1,050.", Offer(kind="discount", amount=150)),
        ("rework", "Neun Stunden habe ich daran gesessen, das mache ich trotzdem neu.", Offer(kind="rework")),
    ],
)  # fmt: skip
def test_only_what_is_given_is_a_size(kind: OfferKind, text: str, offer: Offer) -> None:
    assert sized(kind, text) == offer


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ich gebe Ihnen zehn Prozent Nachlass.", "discount"),
        ("I'll knock fifty quid off.", "discount"),
        ("Dreihundert Euro bekommen Sie von mir wieder.", "refund"),
        ("You'll get the $30 for Wednesday back.", "refund"),
        ("Den Nachdruck teilen wir uns, jeder die Hälfte.", "split"),
        ("We'll go halves on the filter.", "split"),
        ("Sie können in zwei Raten zahlen.", "deadline"),
        ("Ich überarbeite die Startseite kostenlos.", None),
        ("No discount, I'm afraid.", None),
    ],
)
def test_the_kind_is_told_by_words_where_they_tell_it(text: str, kind: OfferKind | None) -> None:
    assert named(text) == kind


@pytest.mark.parametrize(
    "text", ["Ich überarbeite die Startseite kostenlos.", "10 % weniger.", "I'll redo the homepage at no charge.", "Half off, then."]
)
def test_what_is_plainly_given_is_an_offer_though_its_tone_is_faint(text: str) -> None:
    assert weighed(0.3, text) >= HEARD


@pytest.mark.parametrize(
    "text",
    [
        "Kein Rabatt.",
        "Die 840 Euro stehen so im Angebot.",
        "Eine weitere Runde kostet 90 Euro die Stunde.",
        "Ich schicke Ihnen eine kurze Bestätigung.",
        "No discount, I'm afraid.",
        "The invoice for $520 is due on the 30th.",
        "Half off, I can't.",
        "I'll confirm that by email.",
    ],
)
def test_what_is_refused_priced_or_noted_is_no_offer_unless_its_tone_is_sure(text: str) -> None:
    assert weighed(0.7, text) < HEARD
    assert weighed(0.95, text) == 0.95


@pytest.mark.parametrize("text", ["That's on me.", "Das geht auf mich.", "It is all on us.", "Das geht ganz auf meine Kappe."])
def test_who_takes_the_blame_gives_nothing(text: str) -> None:
    assert weighed(0.7, text) < HEARD
    assert weighed(0.3, f"The second hour, {text}") == 0.3


@pytest.mark.parametrize("text", ["The second hour is on me.", "Die zweite Stunde geht auf mich."])
def test_who_takes_an_hour_upon_himself_gives_it(text: str) -> None:
    assert weighed(0.3, text) >= HEARD


# Several offers in one message


def test_a_message_without_an_offer_offers_nothing() -> None:
    assert merged([]) is None


def test_several_offers_become_one_with_all_that_was_stated() -> None:
    offers = [Offer(kind="discount", percent=10), Offer(kind="discount", percent=20, amount=100)]
    assert merged(offers) == Offer(kind="discount", percent=10, amount=100)


def test_of_several_offers_the_first_counts_unless_another_is_wanted() -> None:
    offers = [Offer(kind="discount", percent=10), Offer(kind="rework"), Offer(kind="extra", free_hours=2)]
    assert merged(offers) == Offer(kind="discount", percent=10, free_hours=2)
    assert merged(offers, wanted=["rework", "extra"]) == Offer(kind="rework", percent=10, free_hours=2)
    assert merged(offers, wanted=["split"]) == Offer(kind="discount", percent=10, free_hours=2)


# Written numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("12,5", 12.5), ("12.50", 12.5), ("1.200", 1200), ("1,200", 1200), ("1.234.567,89", 1234567.89), ("1,234,567.89", 1234567.89), ("1'200.5", 1200.5), ("1 200", 1200)],
)  # fmt: skip
def test_a_written_number_is_read_in_both_notations(text: str, value: float) -> None:
    assert number(text) == value


@given(st.integers(0, 99_999_999), st.booleans())
def test_every_written_number_is_read_back(cents: int, german: bool) -> None:
    text = f"{cents / 100:,.2f}"
    assert number(text.translate(str.maketrans(",.", ".,")) if german else text) == pytest.approx(cents / 100)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Und von den 17 Stunden darüber erlasse ich Ihnen sechs, dieses eine Mal.", 6),
        ("Ich streiche acht von den 37 Stunden.", 8),
        ("Of the 17 hours I'll waive six.", 6),
        ("I'll take off 5 of the 17 extra hours.", 5),
    ],
)
def test_hours_out_of_hours_are_no_money(text: str, hours: float) -> None:
    assert sized("discount", text) == Offer(kind="discount", free_hours=hours)
