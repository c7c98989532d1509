"""`kulanz show PERSONA`: the briefing, with nothing in it that the client hides."""

from pathlib import Path
from typing import Literal

import pytest
import yaml

from simulator import load_persona
from tests.contract.command import ROOT, kulanz, printed
from tests.contract.test_personas import FIELDS

BAKERY = load_persona(ROOT / "personas" / "bakery-website.yaml")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_json_holds_card_and_briefing(home: Path, lang: Literal["de", "en"]) -> None:
    shown = printed(kulanz(home, "show", "bakery-website", "--lang", lang, "--format", "json")).json
    text = BAKERY.text(lang)
    card = {field: shown.pop(field) for field in FIELDS}
    assert (card["slug"], card["name"], card["who"]) == ("bakery-website", text.name, text.who)
    assert shown == {
        "case": BAKERY.case(lang).model_dump(),
        "you_know": list(text.you_know),
        "goal": text.goal,
        "level": text.levels[BAKERY.difficulty],
        "documents": [document.model_dump() for document in text.documents],
    }


@pytest.mark.parametrize("lang", ["de", "en"])
def test_people_read_who_it_is_the_case_and_every_document(home: Path, lang: Literal["de", "en"]) -> None:
    shown = printed(kulanz(home, "show", "bakery-website", "--lang", lang)).out
    text = BAKERY.text(lang)
    wanted = [text.name, text.who, text.situation, text.case.trade, text.case.agreed, text.case.complaint, text.levels["medium"]]
    wanted += [part for document in text.documents for part in (document.title, document.text)]
    assert [part for part in wanted if part not in shown] == []


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_hidden_facts_stay_hidden(home: Path, lang: Literal["de", "en"], form: str) -> None:
    shown = printed(kulanz(home, "show", "bakery-website", "--lang", lang, "--format", form)).out
    hidden = [BAKERY.text(lang).facts[fact.id] for fact in BAKERY.facts if fact.hidden]
    assert [line for fact in hidden for line in (fact.truth, *fact.tell) if line in shown] == []


def test_brackets_in_a_case_are_shown_as_they_are(tmp_path: Path) -> None:
    data = yaml.load((ROOT / "personas" / "bakery-website.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    data["slug"], data["de"]["case"]["agreed"], data["de"]["name"] = (
        "mine",
        "Alles laut [Anlage 1] und [/Anlage 2]",
        "Heike [Chefin] Dornseif",
    )
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "mine.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    shown = printed(kulanz(tmp_path, "show", "mine", "--lang", "de")).out
    assert "Alles laut [Anlage 1] und [/Anlage 2]" in shown
    assert "Heike [Chefin] Dornseif" in shown
