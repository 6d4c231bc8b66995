"""Each named character does what its name says, on the phone, by text, and to Lookup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from outreach.sandbox.holdings import Holdings
from outreach.sandbox.people.characters import CHARACTERS
from outreach.sandbox.people.population import Population, read_population
from tests.sandbox.stage import OURS, ClientApp, Stage, twiml

MENU = "<Gather numDigits='1' timeout='4' action='/key'><Say>{}</Say></Gather>"
ENGLISH = "Press 1 to agree, press 2 if this is a wrong number, press 9 to stop calls, press 0 for a person."
SPANISH = "Oprima el 1 si está de acuerdo, oprima 2 si es un número equivocado, marque 9 para parar, presione cero para hablar."
WHISPER = (
    "<Gather numDigits='1' timeout='6' action='/accept'><Say>A transfer. Press 1 to accept.</Say></Gather><Hangup/>"
)


class OnThePhone(NamedTuple):
    """How a call to the character goes: its end, and what was typed, with what she meant by it."""

    status: str
    by: str
    pressed: list[tuple[str, str | None]]


ON_THE_PHONE = {
    "agreeable": OnThePhone("completed", "document_end", [("1", "yes")]),
    "stops calls": OnThePhone("completed", "document_end", [("9", "stop")]),
    "wants a person": OnThePhone("completed", "document_end", [("0", "transfer")]),
    "wrong person": OnThePhone("completed", "document_end", [("2", "wrong_number")]),
    "silent": OnThePhone("completed", "document_end", []),
    "hangs up": OnThePhone("completed", "person", []),
    "says something else": OnThePhone("completed", "document_end", []),
    "clumsy": OnThePhone("completed", "document_end", [("7", None)]),
    "voicemail": OnThePhone("completed", "document_end", []),
    "voicemail, long greeting": OnThePhone("completed", "document_end", []),
    "rings out": OnThePhone("no-answer", "network", []),
    "rings out, calls back": OnThePhone("no-answer", "network", []),
    "busy": OnThePhone("busy", "network", []),
    "fax": OnThePhone("completed", "document_end", []),
    "not in service": OnThePhone("failed", "network", []),
    "reassigned": OnThePhone("completed", "document_end", [("2", "wrong_number")]),
}
HANDS = {
    "voicemail": "machine",
    "voicemail, long greeting": "machine",
    "fax": "fax",
    "agreeable": "human",
    "silent": "human",
}
BY_TEXT = {
    # what becomes of a text, and what is answered to it after how long, meaning what
    "wrong person": ("delivered", "wrong number", 90, "wrong_number"),
    "not in service": ("undelivered", None, 0, None),
    "landline": ("undelivered", None, 0, None),
    "reassigned": ("delivered", "You have the wrong number", 120, "wrong_number"),
    "texts STOP": ("delivered", "STOP", 45, "stop"),
    "texts stop in words": ("delivered", "please stop texting me", 60, "stop"),
    "texts stop in Spanish": ("delivered", "ya no me manden mensajes", 60, "stop"),
    "texts wrong number": ("delivered", "wrong number", 30, "wrong_number"),
    "says she paid": ("delivered", "ya pagué", 200, "already_paid"),
    "promises": ("delivered", "I will pay 50 on friday", 300, "promise"),
    "asks who it is": ("delivered", "who is this?", 40, "why"),
    "answers late": ("delivered", "sorry just saw this. can you call me tomorrow?", 4 * 3600, "call_me"),
}
TRANSFERS = {
    # how the transfer ends for the debtor: DialCallStatus, DialBridged, the status of the collector's leg
    "collector who accepts": ("completed", "true", "completed"),
    "collector who declines": ("completed", "false", "completed"),
    "collector who lets it ring": ("no-answer", "false", "no-answer"),
    "collector with voicemail": ("completed", "false", "completed"),
    "collector who vanishes": ("completed", "false", "completed"),
}


def number(place: int) -> str:
    return f"+13125550{110 + place}"


def cast(names: Any) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A number for each character, and the population in which it lives there."""
    numbers = {name: number(place) for place, name in enumerate(names)}
    return numbers, [{"address": numbers[name], "character": name} for name in names]


def at(line: dict[str, Any]) -> float:
    return datetime.fromisoformat(line["at"]).timestamp()


def test_every_character_is_looked_at_here() -> None:
    assert set(CHARACTERS) == set(ON_THE_PHONE) | set(BY_TEXT) | set(TRANSFERS)


@pytest.mark.parametrize("words", [ENGLISH, SPANISH])
def test_debtors_take_a_call_as_their_name_says(stage: Callable[..., Stage], app: ClientApp, words: str) -> None:
    numbers, people = cast(ON_THE_PHONE)
    scene = stage(people, calls_per_second=100)
    app.documents["/twiml"], app.documents["/key"] = twiml(MENU.format(words)), twiml()
    sids = {name: scene.call(to, timeout=30).sid for name, to in numbers.items()}
    scene.run()
    for name, expected in ON_THE_PHONE.items():
        (ended,) = scene.journal("call.ended", sid=sids[name])
        pressed = [(line["digits"], line.get("means")) for line in scene.journal("call.pressed", sid=sids[name])]
        assert OnThePhone(ended["status"], ended["by"], pressed) == expected, name
    for name, hands in HANDS.items():
        assert [line["by"] for line in scene.journal("call.answered", sid=sids[name])] == [hands]


def test_who_hangs_up_does_so_after_four_seconds_and_a_voicemail_speaks_as_long_as_it_does(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    numbers, people = cast(["hangs up", "voicemail", "voicemail, long greeting"])
    scene = stage(people, calls_per_second=100)
    app.documents["/twiml"] = twiml("<Say>Please call us back.</Say>", "<Pause length='60'/>")
    detect = {"machine_detection": "DetectMessageEnd"}
    sids = {name: scene.call(to, **({} if name == "hangs up" else detect)).sid for name, to in numbers.items()}
    scene.run()
    assert [line["seconds"] for line in scene.journal("call.ended", sid=sids["hangs up"])] == [4]
    for name, greeting in (("voicemail", 8), ("voicemail, long greeting", 25)):
        (answered,), (said,) = (scene.journal(kind, sid=sids[name]) for kind in ("call.answered", "call.said"))
        assert at(said) - at(answered) == pytest.approx(greeting, abs=0.001)


def test_who_says_something_else_does_so_whatever_is_asked(stage: Callable[..., Stage], app: ClientApp) -> None:
    numbers, people = cast(["says something else"])
    scene = stage(people)
    app.documents["/twiml"] = twiml(
        "<Gather input='dtmf speech' action='/said'><Say>Will you pay on Friday?</Say></Gather>"
    )
    app.documents["/said"] = twiml()
    scene.call(numbers["says something else"])
    scene.run()
    (said,) = app.on("/said")
    assert said.fields["SpeechResult"] == "what? I cannot hear you"


def test_people_answer_a_text_as_their_name_says(stage: Callable[..., Stage]) -> None:
    numbers, people = cast(BY_TEXT)
    scene = stage(people, segments_per_second=1000)
    sids = {name: scene.text(to).sid for name, to in numbers.items()}
    scene.run()
    for name, (fate, answer, after, means) in BY_TEXT.items():
        (ended,) = (line for line in scene.journal(sid=sids[name]) if line["kind"] == f"message.{fate}")
        answers = [(line["body"], line.get("means")) for line in scene.journal("text.in", **{"from": numbers[name]})]
        assert answers == ([(answer, means)] if answer else []), name
        if answer:
            (heard,) = scene.journal("text.in", **{"from": numbers[name]})
            assert at(heard) - at(ended) == pytest.approx(after, abs=0.001)


def test_who_cannot_be_texted_says_so_by_her_carrier(stage: Callable[..., Stage]) -> None:
    numbers, people = cast(["not in service", "landline"])
    scene = stage(people)
    codes = {name: scene.text(to).sid for name, to in numbers.items()}
    scene.run()
    errors = {name: scene.client.messages(sid).fetch().error_code for name, sid in codes.items()}
    assert errors == {"not in service": 30005, "landline": 30006}


def test_collectors_take_a_transfer_as_their_name_says(stage: Callable[..., Stage], app: ClientApp) -> None:
    numbers, people = cast(TRANSFERS)
    debtors = {name: number(20 + place) for place, name in enumerate(TRANSFERS)}
    patient = {"answer": "human", "ring_seconds": 1, "talk_seconds": 300.0}
    scene = stage([*people, *({"address": to, "call": patient} for to in debtors.values())], calls_per_second=100)
    app.documents |= {"/whisper": twiml(WHISPER), "/accept": twiml()}
    for place, name in enumerate(TRANSFERS):
        collector = f"<Number url='/whisper'>{numbers[name]}</Number>"
        app.documents[f"/twiml/{place}"] = twiml(f"<Dial timeout='25' action='/after/{place}'>{collector}</Dial>")
        app.documents[f"/after/{place}"] = twiml()
        scene.call(debtors[name], f"/twiml/{place}")
    scene.run()
    for place, (name, expected) in enumerate(TRANSFERS.items()):
        told = app.on(f"/after/{place}")[0].fields
        (leg,) = scene.journal("call.ended", to=numbers[name])
        assert (told["DialCallStatus"], told["DialBridged"], leg["status"]) == expected, name
    accepted = scene.journal("call.pressed")
    assert [(line["to"], line["means"]) for line in accepted] == [(numbers["collector who accepts"], "accepts")]


def test_a_reaction_happens_as_often_as_it_may(stage: Callable[..., Stage], app: ClientApp) -> None:
    numbers, people = cast(["clumsy", "texts STOP"])
    scene = stage(people)
    prompts = "".join(f"<Gather timeout='3' numDigits='2'><Say>Prompt {n}.</Say></Gather>" for n in range(5))
    app.documents["/twiml"] = twiml(prompts)
    scene.call(numbers["clumsy"])
    scene.text(numbers["texts STOP"])
    scene.run()
    scene.client.messages.create(to=numbers["texts STOP"], from_="+12125550177", body="Hello again")
    scene.run()
    assert len(scene.journal("call.pressed")) == 2
    assert len(scene.journal("text.in")) == 1


def test_the_first_matching_rule_wins_and_rules_see_the_words_since_the_last_key(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    rules = [
        {"hear": "year of birth", "keys": "1980", "after": 1},
        {"hear": "press (one|1)", "keys": "1", "after": 1},
        {"hear": "press", "keys": "9", "after": 1},
    ]
    scene = stage([{"address": number(0), "call": {"answer": "human", "presses": rules}}])
    app.documents["/twiml"] = twiml(
        "<Say>Is this Anna?</Say><Gather numDigits='1' action='/b'><Say>Press 1</Say></Gather>"
    )
    app.documents["/b"] = twiml("<Gather numDigits='4' action='/c'><Say>Type your year of birth.</Say></Gather>")
    app.documents["/c"] = twiml("<Gather numDigits='1' action='/d'><Say>Press another key.</Say></Gather>")
    app.documents["/d"] = twiml()
    scene.call(number(0))
    scene.run()
    assert [app.on(path)[0].fields["Digits"] for path in ("/b", "/c", "/d")] == ["1", "1980", "9"]


def test_who_missed_a_call_calls_our_number_back_and_gets_its_voice_url(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    numbers, people = cast(["rings out, calls back"])
    header = {"header": {"numbers": {OURS: {"voice_url": f"{app.origin}/voice"}}}}
    scene = stage([header, *people])
    app.documents["/voice"] = twiml("<Say>Thank you for calling back.</Say>")
    scene.call(numbers["rings out, calls back"], timeout=20)
    scene.run()
    missed, back = scene.journal("call.ended")[0], scene.journal("call.created")[1]
    assert (back["direction"], back["from"], back["to"]) == ("inbound", numbers["rings out, calls back"], OURS)
    assert at(back) - at(missed) == pytest.approx(900, abs=0.001)
    assert app.on("/voice")[0].fields["CallStatus"] == "ringing"
    assert [line["words"] for line in scene.journal("call.said")] == ["Thank you for calling back."]


def test_lookup_knows_who_changed_hands_and_what_is_a_landline(stage: Callable[..., Stage]) -> None:
    numbers, people = cast(["reassigned", "landline", "agreeable"])
    scene = stage([*people[:2], people[2] | {"line": "mobile"}])

    def changed(name: str, verified: str) -> object:
        asked = {"fields": "reassigned_number", "last_verified_date": verified}
        return (
            scene.client.lookups.v2.phone_numbers(numbers[name])
            .fetch(**asked)
            .reassigned_number["is_number_reassigned"]
        )

    def line(name: str) -> object:
        found = scene.client.lookups.v2.phone_numbers(numbers[name]).fetch(fields="line_type_intelligence")
        return found.line_type_intelligence["type"]

    assert [changed("reassigned", day) for day in ("20260101", "20260115", "20260201")] == ["yes", "no", "no"]
    assert changed("agreeable", "20200101") == "no"
    assert (line("landline"), line("agreeable")) == ("landline", "mobile")


# --- strangers drawn from a mix


NUMBERS = [f"+1{area}5550{n}" for area in range(201, 211) for n in range(100, 200)]


def drawn(seed: int, mix: dict[str, float]) -> list[str]:
    population = Population(seed)
    population.mixed(mix)
    return [population.at(one).call.answer.value for one in NUMBERS]


def test_strangers_are_drawn_by_weight() -> None:
    count = Counter(drawn(3, {"busy": 3, "voicemail": 1, "fax": 0}))
    assert set(count) == {"busy", "machine"}
    assert 0.7 < count["busy"] / len(NUMBERS) < 0.8


def test_strangers_are_drawn_by_seed_and_address_not_by_the_order_of_asking() -> None:
    mix = {"busy": 1.0, "voicemail": 1.0, "rings out": 1.0}
    assert drawn(3, mix) == drawn(3, mix) != drawn(4, mix)
    population = Population(3)
    population.mixed(mix)
    assert [population.at(one).call.answer.value for one in reversed(NUMBERS)][::-1] == drawn(3, mix)


def test_a_mix_is_read_from_the_header_and_leaves_described_people_alone(tmp_path: Any) -> None:
    file = tmp_path / "people"
    file.write_text(
        '{"header": {"strangers": {"busy": 1}}}\n{"address": "+12015550100", "character": "fax"}\n', encoding="utf-8"
    )
    population = read_population(file, 0, Holdings())
    assert population.at("+12015550100").call.answer.value == "fax"
    assert {population.at(one).call.answer.value for one in NUMBERS[1:50]} == {"busy"}
