"""Pay: the steps of a card, and errors in them. Results, banks, prompts: test_pay_results.py."""

from __future__ import annotations

from tests.sandbox.behaviour.golden import CARD, PAY_STEP, STANDARD
from tests.sandbox.behaviour.pages import PAY
from tests.sandbox.behaviour.scenes import AMEX, CARD_STEP, GOOD, VISA, pay, payer, steps
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, human
from tests.sandbox.stage import Document, Webhook, twiml

ACTION = STANDARD | {"Result", "PaymentMethod"} | CARD
TABLE = Table("Pay", "A card typed into the telephone, step by step.")


def test_pay_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- the steps


@TABLE.row(
    "Credit card: the number, the expiration date, the security code and the postal code are asked for, then processed.",
    PAY,
    a=GOOD,
)
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step'"))
    yield
    asked = ["payment-card-number", "expiration-date", "security-code", "postal-code", "payment-processing"]
    assert steps(play) == [(one, "1", "") for one in asked]
    assert play.asked("paid")["Result"] == "success"


@TABLE.row(
    "statusCallback tells each step: For, Attempt, ErrorType and, masked, what was given so far.",
    PAY,
    "values not given yet are empty; with PaymentMethod",
    a=GOOD,
)
def _(play: Play) -> Scene:
    sid = play.call(pay("statusCallback='step'"))
    yield
    first, *_, last = (one.fields for one in play.requests("step"))
    assert set(first) == set(last) == PAY_STEP | CARD
    assert (first["CallSid"], first["PaymentCardNumber"]) == (sid, "")
    assert (last["PaymentCardNumber"], last["PaymentCardType"]) == ("xxxxxxxxxxxx4242", "visa")
    assert (last["ExpirationDate"], last["SecurityCode"], last["PaymentCardPostalCode"]) == ("1230", "***", "94109")


@TABLE.row(
    "The action gets the standard parameters, Result, PaymentMethod and the card: only its last four digits are visible.",
    PAY,
    a=GOOD,
)
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    told = play.asked("paid")
    assert set(told) == ACTION | {"PaymentToken", "ProfileId"}
    assert (told["PaymentCardNumber"], told["PaymentCardType"]) == ("xxxx-xxxx-xxxx-4242", "visa")
    assert (told["ExpirationDate"], told["SecurityCode"], told["PaymentCardPostalCode"]) == ("1230", "***", "94109")
    assert (told["PaymentMethod"], told["CallStatus"]) == ("credit-card", "in-progress")


@TABLE.row(
    "An American Express card shows xxxx-xxxxxx-x0005, and has a code of four digits.",
    PAY,
    a=payer(f"{AMEX}#", "1230", "1234", "94109#"),
)
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    told = play.asked("paid")
    assert (told["PaymentCardNumber"], told["PaymentCardType"], told["SecurityCode"]) == (
        "xxxx-xxxxxx-x0005",
        "amex",
        "****",
    )


@TABLE.row("Without chargeAmount, or with 0, a token is made: PaymentToken.", PAY, a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay("chargeAmount='0'"))
    yield
    told = play.asked("paid")
    assert (bool(told["PaymentToken"]), "PaymentConfirmationCode" in told) == (True, False)


@TABLE.row("With a chargeAmount greater than 0 the card is charged: PaymentConfirmationCode.", PAY, a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay("chargeAmount='20.45'"))
    yield
    told = play.asked("paid")
    assert set(told) == ACTION | {"PaymentConfirmationCode"}
    assert bool(told["PaymentConfirmationCode"])
    assert play.one("call.paid")["amount"] == "20.45"


@TABLE.row("The call goes on with the TwiML the action answers, after success.", PAY, a=GOOD)
def _(play: Play) -> Scene:
    play.serve("paid", "<Say>Thank you.</Say>")
    play.call(pay(), "<Say>Never.</Say>")
    yield
    assert play.words()[-1] == "Thank you."
    assert "Never." not in play.words()


@TABLE.row("The action is requested with POST, and without one the current document is.", PAY, a=GOOD)
def _(play: Play) -> Scene:
    def again(webhook: Webhook) -> Document:
        return twiml() if "Result" in webhook.fields else twiml(pay(action=""))

    play.answer("start", again)
    play.call()
    yield
    assert [one.fields.get("Result") for one in play.requests("start")] == [None, "success"]


@TABLE.row("securityCode false does not ask for it.", PAY, a=payer(f"{VISA}#", "1230", "", "94109#"))
def _(play: Play) -> Scene:
    play.call(pay("securityCode='false' statusCallback='step'"))
    yield
    assert "security-code" not in [one[0] for one in steps(play)]
    assert (play.asked("paid")["Result"], play.asked("paid")["SecurityCode"]) == ("success", "")


@TABLE.row("postalCode false does not ask for it.", PAY, a=payer(f"{VISA}#", "1230", "123"))
def _(play: Play) -> Scene:
    play.call(pay("postalCode='false' statusCallback='step'"))
    yield
    assert "postal-code" not in [one[0] for one in steps(play)]
    assert (play.asked("paid")["Result"], play.asked("paid")["PaymentCardPostalCode"]) == ("success", "")


@TABLE.row(
    "postalCode may be the code itself, which is passed on and not asked for.", PAY, a=payer(f"{VISA}#", "1230", "123")
)
def _(play: Play) -> Scene:
    play.call(pay("postalCode='94105' statusCallback='step'"))
    yield
    assert "postal-code" not in [one[0] for one in steps(play)]
    assert play.asked("paid")["PaymentCardPostalCode"] == "94105"


# --- errors


def wrong(sentence: str, step: str, error: str, attributes: str = "", **answers: str) -> None:
    given = {"card": f"{VISA}#", "expiration": "1230", "code": "123", "zip": "94109#"} | answers
    manner = payer(given["card"], given["expiration"], given["code"], given["zip"])

    @TABLE.row(sentence, PAY, "asked again; then Result too-many-failed-attempts", a=manner)
    def _(play: Play) -> Scene:
        play.call(pay(f"statusCallback='step' {attributes}"))
        yield
        assert [one for one in steps(play) if one[0] == step] == [(step, "1", ""), (step, "2", error)]
        assert play.asked("paid")["Result"] == "too-many-failed-attempts"


wrong(
    "invalid-card-number: a number that does not pass its check.",
    CARD_STEP,
    "invalid-card-number",
    card=f"{VISA[:-1]}1#",
)
wrong("invalid-card-number: a number of the wrong length.", CARD_STEP, "invalid-card-number", card="42424242#")
wrong(
    "invalid-card-type: a card that validCardTypes does not name.",
    CARD_STEP,
    "invalid-card-type",
    "validCardTypes='visa mastercard'",
    card=f"{AMEX}#",
)
wrong(
    "invalid-card-type: by default visa, mastercard and amex are valid.",
    CARD_STEP,
    "invalid-card-type",
    card="6011111111111117#",
)
wrong("invalid-date: no such month.", "expiration-date", "invalid-date", expiration="1330")
wrong("invalid-date: in the past.", "expiration-date", "invalid-date", expiration="0230")
wrong("invalid-date: too few digits.", "expiration-date", "invalid-date", expiration="12#")
wrong("invalid-security-code: too few digits.", "security-code", "invalid-security-code", code="12#")
wrong(
    "invalid-postal-code: shorter than minPostalCodeLength.",
    "postal-code",
    "invalid-postal-code",
    "minPostalCodeLength='5'",
    zip="941#",
)


@TABLE.row(
    "The card is good until the end of its month.",
    PAY,
    "the scenes play in March 2030",
    a=payer(f"{VISA}#", "0330", "123", "94109#"),
)
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    assert play.asked("paid")["Result"] == "success"


@TABLE.row("input-timeout: nothing typed for timeout seconds, five by default.", PAY)
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step'"))
    yield
    assert steps(play) == [(CARD_STEP, "1", ""), (CARD_STEP, "2", "input-timeout")]
    assert play.asked("paid")["Result"] == "too-many-failed-attempts"


@TABLE.row(
    "timeout is the silence after a key that submits what was typed.", PAY, a=payer(VISA, "1230", "123", "94109")
)
def _(play: Play) -> Scene:
    play.call(pay("timeout='3'"))
    yield
    assert play.asked("paid")["Result"] == "success"


@TABLE.row(
    "maxAttempts 1, the default, asks once more after an error.",
    PAY,
    "as the page's own example says; Attempt goes to 2",
    a=human(presses=[{"hear": "card number", "keys": "11#", "after": 1, "times": 1}]),
)
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step' maxAttempts='1'"))
    yield
    assert steps(play) == [(CARD_STEP, "1", ""), (CARD_STEP, "2", "invalid-card-number")]


@TABLE.row(
    "maxAttempts 2 asks twice more; Attempt goes to 3, which is its largest value.",
    PAY,
    "maxAttempts 3 does the same",
    a=payer("11#"),
)
def _(play: Play) -> Scene:
    play.serve("paid", pay("statusCallback='last' maxAttempts='3'", action="action='end'"))
    play.call(pay("statusCallback='step' maxAttempts='2'"))
    yield
    assert [one[1] for one in steps(play)] == ["1", "2", "3"]
    assert [one.fields["Attempt"] for one in play.requests("last")] == ["1", "2", "3"]


@TABLE.row(
    "A step that succeeds at a later attempt goes on.",
    PAY,
    a=human(
        presses=[
            {"hear": "card number", "keys": "11#", "after": 1, "times": 1},
            {"hear": "card number", "keys": f"{VISA}#", "after": 1},
            {"hear": "expiration", "keys": "1230"},
            {"hear": "security code", "keys": "123"},
            {"hear": "zip", "keys": "94109#"},
        ]
    ),
)
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step'"))
    yield
    assert [one[1] for one in steps(play)] == ["1", "2", "1", "1", "1", "1"]
    assert play.asked("paid")["Result"] == "success"
