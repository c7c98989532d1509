"""Words and phrases the guard looks for, German and English; they decide nothing by themselves."""

import re

from simulator.transcript import Lang


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


TAG = re.compile(
    r"(?:^|\n)\W*(?:kund(?:e|in)|freelancer(?:in)?|dienstleister(?:in)?|client|customer|user|assistant|system|you|sie|regie|narrator|erzähler)\s*(?:\([^)]*\))?\s*\**:",
    re.IGNORECASE,
)
"""A speaker's name before a line."""
BRACKETS = re.compile(r"[*(]\s*(?:seufzt|lacht|schnaubt|schweigt|atmet \w+|pause|sighs?|laughs?|snorts?|silence|pauses?)\s*[*)]|\((?!.*\b(?:er|sie|he|she)\b)[^)]{1,40}\)", re.IGNORECASE)
"""What may stand in brackets or stars: a sound, or a short aside."""

META = _all(
    r"\bals (?:eine? )?(?:ki|sprachmodell|künstliche intelligenz|assistent(?:in)?|chatbot)\b",
    r"\bas an? (?:ai|language model|assistant|chatbot)\b",
    r"\b(?:ki|ai)[- ](?:modell|model|assistent|assistant|system)\b|\bsprachmodell\b|\blanguage model\b|\bchatbot\b",
    r"\bprompts?\b|\bsystem ?(?:prompt|message|nachricht)\b|\bregieanweisung\b|\bstage direction\b",
    r"\brollenspiel\b|\brole-?play\b|\bin character\b|\bin meiner rolle\b|\bmy (?:role|persona)\b|\bsimulation\b|\bdiese übung\b|\bthis exercise\b",
    r"\b(?:my|meine) (?:instructions|anweisungen)\b|</?think>|\bnote:|\bhinweis:",
)
COACHING = _all(
    r"\b(?:sie|du) (?:sollten|solltest|könnten|könntest|müssten|müsstest) (?:mich |mir |sich |dich |lieber |besser |erst(?:mal)? |jetzt )*"
    r"(?:fragen|zuhören|entschuldigen|anbieten|nachfragen|versuchen|eingehen|erklären)\b",
    r"\b(?:sie|du) (?:sollten|solltest) (?:mich|mir)\b.{0,40}\b(?:fragen|anbieten|zuhören|erklären)\b",
    r"\byou (?:should|could|need to|might want to|may want to) (?:just |really |first |try (?:to |and )?|start by )?(?:ask|listen|apologi[sz]|offer|acknowledg|empathi|explain|show|understand)\w*",
    r"\b(?:i(?:'d| would)? (?:suggest|recommend|advise)|ich (?:empfehle|rate|schlage)) (?:that )?(?:you|ihnen|dir)\b",
    r"\b(?:gute|sehr gute|tolle|ausgezeichnete) frage\b|\b(?:good|great|excellent) (?:question|approach|point)\b",
    r"\bguter (?:ansatz|einstieg|anfang)\b|\bgut gemacht\b|\bwell done\b|\bgreat job\b|\bgut reagiert\b|\bmein tipp\b|\bmy (?:tip|advice)\b",
)
ASSISTANT = _all(
    r"\b(?:thank you|thanks) for (?:your |the )?(?:understanding|patience|reaching out|feedback|response|cooperation|clarif\w+|acknowledg\w+|listening)\b",
    r"\bi (?:really |truly |do |greatly )?appreciate (?:your|that you|you|the|it|this)\b|\bi understand (?:your|that you)\b",
    r"\b(?:vielen dank|danke|dank) für (?:ihr|dein|ihre|deine|das|die) (?:verständnis|geduld|rückmeldung|feedback|antwort|nachricht|entgegenkommen|zuhören|mühe)\b",
    r"\bich (?:weiß|schätze) (?:es |das |ihre |deine )?.{0,30}\bzu schätzen\b|\bich schätze (?:ihr|dein|es)\w*\b",
    r"\bich (?:verstehe|habe verständnis für) (?:ihre|deine) (?:situation|position|lage|sicht)\b",
    r"\bhow (?:can|may) i (?:help|assist)\b|\bwie kann ich (?:ihnen|dir) (?:weiter)?helfen\b|\blet me know if\b|\bfeel free to\b|\bi hope this helps\b",
    r"\b(?:looking forward to working|freue mich auf die (?:weitere )?zusammenarbeit)\b|\bi look forward to\b|\bmit freundlichen grüßen\b|\b(?:best|kind) regards\b",
)
SWAPPED = _all(
    r"\bich (?:kann|könnte|möchte|würde) (?:ihnen|dir|euch) .{0,60}\b(?:anbieten|entgegenkommen|nachlass|rabatt|überarbeiten|erstatten)\b",
    r"\bich (?:biete|erstatte|überarbeite|liefere) (?:ihnen|dir|euch)\b|\bich komme (?:ihnen|dir|euch) .{0,30}entgegen\b",
    r"\bich (?:entschuldige mich|bitte (?:sie |dich )?(?:vielmals )?um (?:entschuldigung|verzeihung)) (?:für|dass|bei)\b",
    r"\bes tut mir (?:sehr |wirklich |aufrichtig )?leid, dass (?:sie|du|ihr|ich (?:ihnen|dir|nicht))\b",
    r"\bi (?:can|could|will|'ll|would like to|'d like to) (?:offer|refund|give|send|redo|rework|fix|deliver) (?:you|your|it for you|this for you)\b",
    r"\bi(?:'m| am)? (?:so |very |really |truly )?sorry (?:that you|you (?:feel|are|had)|for (?:the|any|my) (?:inconvenience|misunderstanding|confusion|mistake|trouble))",
    r"\bi apologi[sz]e (?:for|that)\b|\bmy sincere apologies\b|\bas your (?:designer|developer|photographer|translator|freelancer)\b",
    r"\bals (?:ihr|ihre|dein|deine) (?:designer|entwickler|fotograf|übersetzer|texter|dienstleister|freelancer)\w*\b",
    r"\bwas erwarten sie von mir\b|\bwas brauchen sie von mir\b|\bwhat do you need from me to be satisfied\b|\bwas haben sie (?:sich )?(?:denn )?(?:genau )?erwartet\b",
)
AGREEMENT = re.compile(
    r"\b(?:einverstanden|abgemacht|deal|agreed|so machen wir(?:'?s| es| das)|machen wir(?:'?s| es) so|das nehme? ich (?:gern\w* )?an|ich nehme (?:ihr|dein|das|euer) angebot"
    r"|ich (?:akzeptiere|stimme (?:dem )?zu)|(?:we have|it's|that's|you(?:'ve| have) got) a deal|i accept|we accept|i(?:'ll| will) take (?:it|that|the offer|your offer)|sounds like a plan"
    r"|let's do (?:it|that)|works for me|that works for (?:me|us)|i(?:'m| am) happy with (?:that|this|your)|damit bin ich (?:zufrieden|einverstanden)|das passt für mich)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(r"\b(?:nicht|kein\w*|nie|niemals|not|no|never|don't|didn't|can't|won't|wasn't|hatten|hatte|was|were|we|wir|als|what|ob|wie|wenn|if|once|erst)\b", re.IGNORECASE)
"""Before words of agreement: denied, conditional, or told of the past."""

FUNCTION_WORDS: dict[Lang, frozenset[str]] = {
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer und oder aber denn weil dass ob wenn als wie ich du er sie es wir ihr mich dich ihn uns euch mir dir ihm ihnen mein meine meinen "
        "meinem dein deine ihre ihren sein seine unser unsere nicht kein keine keinen nichts auch noch schon nur mehr sehr so ja nein doch mal halt eben jetzt dann da hier dort mit von zu zum "
        "zur bei für auf an im am in aus nach über unter vor um ohne gegen bis seit ist sind war waren bin bist hat habe haben hatte hatten hab hast wird werden wurde kann können konnte muss "
        "müssen soll sollte sollten will wollte möchte würde wäre hätte was wer wo warum wieso wann welche welcher welches alles etwas man sich diese dieser dieses damit dafür davon daran "
        "gar ganz immer wieder einfach also gut geht sagen sagt kein'n wär hätt gibt bitte danke".split()
    ),
    "en": frozenset(
        "the a an and or but because that if when as than i you he she it we they me him her us them my your his its our their not no nothing also still only more very so yes well just "
        "now then there here with of to at for on in from after before over under about by without against until since is are was were be been being am has have had do does did done doing "
        "can could must should would will shall may might what who where why how which this these those something anything everything all some any out up off into i'm it's don't didn't can't "
        "won't that's i'd i'll i've you're isn't wasn't couldn't there's what's let's we're he's she's doesn't wouldn't haven't you've you'd go get got".split()
    ),
}
"""Short words that show the language. Words of both languages are left out when they are used."""
_BOTH = FUNCTION_WORDS["de"] & FUNCTION_WORDS["en"]
FUNCTION_WORDS = {lang: listed - _BOTH - {"man", "war", "will", "also", "gut", "in", "am", "an", "so", "was", "do", "hat", "bin", "die"} for lang, listed in FUNCTION_WORDS.items()}
