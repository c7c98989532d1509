"""A sentence in its message and context -> one row of numbers; it knows language, but no act."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from simulator.offline.embedder import Embedder, Vectors

BUCKETS = 4096
"""Columns of the hashed word and character pieces."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*|[?!…%€$£]|:\)|;\)")

_SETS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "asks": "was wie wo wer wen wem wann welche welcher welches welchen warum wieso weshalb woran womit wofür wohin woher inwiefern "
        "what how where who when which why whose",
        "self": "ich mir mich mein meine meinen meiner meinem wir uns unser unsere i me my mine we us our i'm i've i'll i'd",
        "other": "sie ihnen ihr ihre ihren ihrem ihrer du dir dich dein deine deinen deinem deiner euch euer you your yours you're you've you'd ihr",
        "third": "er sein seine ihn ihm man die agentur drucker kollege subunternehmer he she they them his her their supplier",
        "no": "nicht kein keine keinen nie niemand nichts ohne weder not no never nobody nothing don't didn't won't can't isn't wasn't "
        "doesn't wouldn't couldn't haven't hadn't without n't",
        "but": "aber allerdings jedoch trotzdem dennoch sondern but however although though still yet nonetheless",
        "if": "falls sofern sollte wenn if should unless whether",
        "sorry": "sorry leid entschuldigung entschuldige entschuldigen verzeihung bedaure bedauern tut bedauerlich apologies apologise apologize "
        "regret pardon unfortunate leider unfortunately",
        "own": "fehler versäumt verpasst schuld meine verantwortung übersehen hätte hätt missed mistake fault mine forgot overlooked should",
        "never_said": "gesagt gefragt erklärt erwähnt geschrieben nachgefragt asked said told explained mentioned checked wrote",
        "paper": "vertrag angebot auftrag briefing agb ziffer vereinbart unterschrieben abgenommen freigegeben freigabe absatz position rechnung "
        "contract brief quote agreed signed terms clause approved scope invoice spec section",
        "expect": "erwartet vorgestellt vorstellung erhofft gedacht gehofft bild angenommen expected imagined pictured hoped expecting imagine "
        "picture assumed thought vorschwebte",
        "need": "brauchen bräuchten brauchst bräuchtest helfen wünschen wichtig zufrieden need help want would right happy needs",
        "give": "gratis kostenlos umsonst rabatt nachlass erstatte erstattung gutschrift zurück kulanz übernehme nachbessern ändere überarbeite free "
        "discount refund charge off redo fix cover waive back rework credit",
        "when": "morgen heute montag dienstag mittwoch donnerstag freitag samstag sonntag uhr woche bis abend tomorrow today monday tuesday "
        "wednesday thursday friday saturday sunday noon week by tonight pm am",
        "greet": "hallo hi hey guten tag morgen abend moin servus grüezi grüß danke dank gruß grüße lieber liebe hello dear thanks thank "
        "cheers regards morning afternoon evening bye best",
        "vague": "mal irgendwann schauen sehen melde vielleicht eventuell schon bald wird sometime maybe look see soon eventually whenever",
        "insult": "idiot dumm blöd lächerlich frech unverschämt quatsch unsinn stupid ridiculous nonsense moron rude pathetic joke witz theater",
        "law": "anwalt mahnung inkasso klage gericht mahnbescheid lawyer court sue legal collections bailiff",
        "machine": "ki bot prompt anweisung bewertung punkte system grader evaluator ai assistant score rubric instruction simulator simulation "
        "bewerter modell model prüfer trainer kriterium criterion",
        "right": "richtig stimmt verstehe verstanden also heißt meinen right correct understand so mean means sounds hear klingt",
        "feel": "ärgerlich enttäuscht ärger frust frustrierend bitter enttäuschung verstehe angry upset frustrating disappointed annoying awful "
        "rotten sad mist doof schlimm blöd hart tough hard gutted",
    }.items()
}
_MONEY = re.compile(r"\d\s*(?:€|\$|£|euro|eur|chf|franken|dollar|pound|bucks|quid|usd|gbp)|(?:€|\$|£|chf|eur)\s*\d|tenner|fuffzi", re.IGNORECASE)
_PERCENT = re.compile(r"\d\s*(?:%|prozent|percent|per cent)", re.IGNORECASE)
_HOURS = re.compile(r"\b(?:\d+|eine|zwei|drei|vier|one|two|three|four|half an?|halbe)\s*(?:stunden?|std|hours?|hrs?|tage?|days?)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)?\s*(?:uhr|am|pm|h)\b|\b\d{1,2}\.\s?(?:\d{1,2}\.|januar|februar|märz|april|mai|juni|juli|august|sept|okt|nov|dez)", re.IGNORECASE)
_STOP = frozenset(
    "der die das und oder ein eine einen einem einer ist sind war im in am an auf für mit von zu zum zur den dem des es ich sie wir du mir ihnen "
    "nicht auch so wie was dass the a an and or is are was in on at for with of to it i you we that this not be have has had do did as but".split()
)
ENGINEERED = 2 * len(_SETS) + 26


def words(text: str) -> list[str]:
    """Lower-case words, numbers and telling marks of a text."""
    return _WORD.findall(text.lower().replace("ß", "ss").replace("’", "'"))


def content_words(text: str) -> set[str]:
    """Words that carry content, cut to their first six letters so that forms of a word meet."""
    return {word[:6] for word in words(text) if word not in _STOP and len(word) > 2}


def rows(sentences: Sequence[str], context: str, embedder: Embedder) -> tuple[Vectors, Vectors]:
    """Features of the sentences of one message: (dense (n, d), hashed (n, BUCKETS)), both float32."""
    message = " ".join(sentences)
    vectors = embedder.encode(list(sentences))
    whole, before = embedder.encode([message, context])
    neighbours = _neighbours(vectors)
    engineered = np.stack([_engineered(i, sentences, context, vectors[i], whole, before) for i in range(len(sentences))])
    shared = np.repeat(np.stack([whole, before]).reshape(1, -1), len(sentences), axis=0)
    dense = np.concatenate([vectors, neighbours, shared, engineered], axis=1)
    return dense.astype(np.float32), np.stack([_hashed(sentence) for sentence in sentences])


def _neighbours(vectors: Vectors) -> Vectors:
    """The vector of the sentence before each; zero for the first."""
    return np.concatenate([np.zeros_like(vectors[:1]), vectors[:-1]])


def _hashed(sentence: str) -> Vectors:
    """Signed hashing of words, word pairs and first letters of words, scaled to length 1."""
    row = np.zeros(BUCKETS, np.float32)
    listed = ["<", *words(sentence), ">"]
    pieces = [f"w{w}" for w in listed] + [f"b{a} {b}" for a, b in zip(listed, listed[1:], strict=False)]
    pieces += [f"p{w[:5]}" for w in listed if len(w) > 5] + [f"s{listed[1]}"]
    for piece in pieces:
        code = zlib.crc32(piece.encode())
        row[code % BUCKETS] += 1.0 if code & 0x10000 else -1.0
    return row / max(float(np.linalg.norm(row)), 1.0)


def _engineered(i: int, sentences: Sequence[str], context: str, vector: Vectors, whole: Vectors, before: Vectors) -> list[float]:
    text, message = sentences[i], " ".join(sentences)
    listed = words(text)
    mine, theirs, all_mine = content_words(text), content_words(context), content_words(message)
    count, total = max(len(listed), 1), len(sentences)
    in_sets = [float(any(word in chosen for word in listed)) for chosen in _SETS.values()]
    all_words = words(message)
    in_message = [float(any(word in chosen for word in all_words)) for chosen in _SETS.values()]
    marks = [
        float("?" in text), float(text.rstrip().endswith("?")), float("!" in text), float("…" in text or "..." in text),
        float(bool(listed) and listed[0] in _SETS["asks"]), float(_verb_first(listed)), float(any(w in _SETS["asks"] for w in listed[:3])),
        float(bool(_MONEY.search(text))), float(bool(_PERCENT.search(text))), float(bool(_HOURS.search(text))), float(bool(_CLOCK.search(text))),
        float(any(c.isdigit() for c in text)), float("?" in message), float("?" in context),
        min(count / 20, 2.0), min(len(all_words) / 60, 2.0), i / max(total - 1, 1), float(i == 0), float(i == total - 1), min(total / 6, 2.0),
        len(mine & theirs) / max(len(mine), 1), len(all_mine & theirs) / max(len(all_mine), 1),
        float(vector @ before), float(vector @ whole), float(count <= 3), float(_upper_share(text)),
    ]  # fmt: skip
    return [*in_sets, *in_message, *marks]


def _verb_first(listed: Sequence[str]) -> bool:
    return bool(listed) and listed[0] in _VERBS


_VERBS = frozenset(
    "haben hast hatten hattest ist sind war wären wäre können kannst könnten könntest soll sollen darf dürfen möchten möchtest geht passt reicht "
    "magst mögen erzählen erzähl sagen sag beschreiben beschreib schildern schildere schicken schick is are was were do does did have has had can "
    "could would will should may tell describe walk show talk help give".split()
)


def _upper_share(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) / len(letters) if len(letters) > 3 else 0.0
