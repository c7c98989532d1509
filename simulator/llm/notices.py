"""Why a model's part is missing, in the language of the talk; it knows no talk."""

from simulator.llm.calls import Cause, ModelError
from simulator.transcript import Lang

_CAUSES: dict[Lang, dict[Cause, str]] = {
    "de": {
        "timeout": "keine fertige Antwort in der Zeitgrenze",
        "unreachable": "Server nicht erreichbar oder Verbindung verloren",
        "busy": "Server überlastet oder gestört",
        "refused": "Server lehnt die Anfrage ab",
        "broken": "unlesbare Antwort",
        "setup": "Name oder Schlüssel des Modells stimmt nicht",
    },
    "en": {
        "timeout": "no complete answer within the time limit",
        "unreachable": "server unreachable or connection lost",
        "busy": "server overloaded or out of order",
        "refused": "server refuses the request",
        "broken": "unreadable answer",
        "setup": "the model's name or key is wrong",
    },
}


def silent(error: ModelError, lang: Lang) -> str:
    """The model did not answer; the talk goes on."""
    cause = _CAUSES[lang][error.cause]
    if lang == "de":
        return f"Das Sprachmodell antwortet nicht ({cause}); das Gespräch geht mit vorbereiteten Worten weiter."
    return f"The language model does not answer ({cause}); the talk goes on with prepared words."


def deaf(error: ModelError, lang: Lang) -> str:
    """The model did not hear a message; the offline ear did."""
    cause = _CAUSES[lang][error.cause]
    if lang == "de":
        return f"Das Sprachmodell hört nicht zu ({cause}); das eingebaute Gehör ist eingesprungen."
    return f"The language model does not listen ({cause}); the built-in ear has stepped in."


def unfit(interventions: int, lang: Lang) -> str:
    """The guard held the model's words back; the talk goes on."""
    if lang == "de":
        held = "einmal zurückgehalten" if interventions == 1 else f"{interventions}-mal zurückgehalten"
        return f"Die Worte des Sprachmodells passten nicht ({held}); das Gespräch geht mit vorbereiteten Worten weiter."
    held = "held back once" if interventions == 1 else f"held back {interventions} times"
    return f"The language model's words did not fit ({held}); the talk goes on with prepared words."


def unscored(error: ModelError, lang: Lang) -> str:
    """A criterion was not judged because the model failed."""
    cause = _CAUSES[lang][error.cause]
    if lang == "de":
        return f"Nicht bewertet: Das Modell hat nicht geurteilt ({cause}). Später noch einmal bewerten."
    return f"Not scored: the model gave no judgement ({cause}). Score the talk again later."


def unproven(lang: Lang) -> str:
    """A criterion was not judged because the model's quotes do not stand in the talk."""
    if lang == "de":
        return "Nicht bewertet: Die Belege des Modells stehen so nicht im Gespräch."
    return "Not scored: the quotes the model gave as proof do not stand in the talk."


def unmarked(lang: Lang) -> str:
    """A criterion was not judged because the model left it out, or found it low and high at once."""
    if lang == "de":
        return "Nicht bewertet: Das Modell hat sich bei diesem Kriterium nicht festgelegt."
    return "Not scored: the model did not commit itself on this criterion."
