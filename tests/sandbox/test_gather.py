"""What Gather does, one row per sentence of twilio.com/docs/voice/twiml/gather."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from outreach.sandbox.voice.keypad import Keypad
from tests.sandbox.stage import ClientApp, Document, Stage, Webhook, twiml

FELL_THROUGH = None
PROMPT = "Please press something now."


class Row(NamedTuple):
    """Attributes of the Gather, keys typed `after` seconds from the end of the prompt, what the action gets."""

    sentence: str
    attributes: str
    keys: str
    after: float
    posted: tuple[str, str] | None  # Digits, FinishedOnKey


ROWS = [
    Row("numDigits ends the input", 'numDigits="1"', "7", 1, ("7", "")),
    Row("numDigits counts every key", 'numDigits="4"', "1234", 1, ("1234", "")),
    Row("further keys do not belong to the input", 'numDigits="2"', "1234", 1, ("12", "")),
    Row("# finishes by default and is not a digit", "", "42#", 1, ("42", "#")),
    Row("without numDigits the time after the last key ends it", "", "42", 1, ("42", "")),
    Row("timeout is five seconds by default", 'numDigits="1"', "1", 6, FELL_THROUGH),
    Row("timeout can be longer", 'numDigits="1" timeout="9"', "1", 6, ("1", "")),
    Row("timeout can be shorter", 'numDigits="1" timeout="2"', "1", 3, FELL_THROUGH),
    Row("finishOnKey can be another key", 'finishOnKey="*"', "5*", 1, ("5", "*")),
    Row("finishOnKey can be empty, then # is a digit", 'finishOnKey="" numDigits="2"', "5#", 1, ("5#", "")),
    Row("the finishing key alone is no input", "", "#", 1, FELL_THROUGH),
    Row("no key at all falls through", "", "", 1, FELL_THROUGH),
    Row("an empty result is posted when asked for", 'actionOnEmptyResult="true"', "", 1, ("", "")),
    Row("an empty finish is posted when asked for", 'actionOnEmptyResult="true"', "#", 1, ("", "#")),
]


def test_gather_treats_keys_as_documented(stage: Callable[..., Stage], app: ClientApp) -> None:
    numbers = [f"+121255501{n:02d}" for n in range(10, 10 + len(ROWS))]
    people = [presses(number, row.keys, row.after) for number, row in zip(numbers, ROWS, strict=True)]
    scene = stage(people, calls_per_second=100)
    for n, (number, row) in enumerate(zip(numbers, ROWS, strict=True)):
        gather = f'<Gather {row.attributes} action="/action/{n}"><Say>{PROMPT}</Say></Gather>'
        app.documents[f"/twiml/{n}"] = twiml(gather, f"<Redirect>/fell/{n}</Redirect>")
        scene.call(number, f"/twiml/{n}")
    scene.run()
    outcomes = {row.sentence: _outcome(app, n) for n, row in enumerate(ROWS)}
    assert outcomes == {row.sentence: row.posted for row in ROWS}


def presses(number: str, keys: str, after: float) -> dict[str, Any]:
    rules = [{"hear": "press something", "keys": keys, "after": after, "times": 1}] if keys else []
    return {"address": number, "call": {"answer": "human", "ring_seconds": 1, "presses": rules}}


def _outcome(app: ClientApp, n: int) -> tuple[str, str] | None:
    actions, fallen = app.on(f"/action/{n}"), app.on(f"/fell/{n}")
    actions = [one for one in actions if one.path == f"/action/{n}"]
    fallen = [one for one in fallen if one.path == f"/fell/{n}"]
    assert len(actions) + len(fallen) == 1
    if fallen:
        return FELL_THROUGH
    assert actions[0].fields["msg"] == "Gather End"
    assert actions[0].genuine
    return actions[0].fields["Digits"], actions[0].fields["FinishedOnKey"]


def test_the_first_key_stops_the_prompt(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([presses("+12125550110", "1", 1)])
    long_prompt = f"<Say>{PROMPT}</Say><Say>{'This part takes very long. ' * 20}</Say><Say>Never heard.</Say>"
    app.documents["/twiml"] = twiml(f'<Gather numDigits="1" action="/done">{long_prompt}</Gather>')
    scene.call("+12125550110")
    scene.run()
    assert app.on("/done")[0].fields["Digits"] == "1"
    assert "Never heard." not in [line["words"] for line in scene.journal("call.said")]


def test_a_gather_without_action_posts_to_its_own_document(stage: Callable[..., Stage], app: ClientApp) -> None:
    def again(webhook: Webhook) -> Document:
        return (
            twiml("<Say>Thanks</Say>") if "Digits" in webhook.fields else twiml(f"<Gather><Say>{PROMPT}</Say></Gather>")
        )

    scene = stage([presses("+12125550110", "5#", 1)])
    app.documents["/twiml/loop"] = again
    scene.call("+12125550110", "/twiml/loop?step=2")
    scene.run()
    assert [one.fields.get("Digits") for one in app.on("/twiml/loop")] == [None, "5"]
    assert all(one.genuine for one in app.webhooks)


def test_the_first_matching_rule_wins_and_rules_see_the_words_since_the_last_key(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    rules = [
        {"hear": "year of birth", "keys": "1980", "after": 1},
        {"hear": "press (one|1)", "keys": "1", "after": 1},
        {"hear": "press", "keys": "9", "after": 1},
    ]
    scene = stage([{"address": "+12125550110", "call": {"answer": "human", "presses": rules}}])
    app.documents["/twiml"] = twiml(
        "<Say>Is this Anna?</Say><Gather numDigits='1' action='/b'><Say>Press 1</Say></Gather>"
    )
    app.documents["/b"] = twiml("<Gather numDigits='4' action='/c'><Say>Type your year of birth.</Say></Gather>")
    app.documents["/c"] = twiml("<Gather numDigits='1' action='/d'><Say>Press another key.</Say></Gather>")
    scene.call("+12125550110")
    scene.run()
    assert [app.on(path)[0].fields["Digits"] for path in ("/b", "/c", "/d")] == ["1", "1980", "9"]


def test_keys_typed_while_nobody_listens_are_lost(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([presses("+12125550110", "1", 7)])
    gather = f'<Gather numDigits="1" timeout="3" action="/done"><Say>{PROMPT}</Say></Gather>'
    app.documents["/twiml"] = twiml(gather, "<Pause length='30'/>")
    scene.call("+12125550110")
    scene.run()
    assert not app.on("/done")
    assert [(line["digits"], line["lost"]) for line in scene.journal("call.pressed")] == [("1", True)]


@pytest.mark.parametrize(("typed", "digits", "finished"), [("12", "12", ""), ("1#", "1", "#"), ("#", "", "#")])
def test_a_keypad_is_complete_after_its_digits_or_its_finishing_key(typed: str, digits: str, finished: str) -> None:
    keypad = Keypad(2, "#")
    assert [keypad.press(key) for key in typed][-1]
    assert (keypad.digits, keypad.finished_on) == (digits, finished)
