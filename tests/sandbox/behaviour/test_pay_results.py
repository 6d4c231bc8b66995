"""Pay: results, bank accounts, prompts, and that nothing typed can be read anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.sandbox.behaviour.golden import BANK, CARD, STANDARD
from tests.sandbox.behaviour.pages import PAY, PROMPT
from tests.sandbox.behaviour.scenes import (
    AMEX,
    CARD_STEP,
    CARDS,
    DECLINED,
    GOOD,
    VISA,
    pay,
    payer,
    steps,
    typed,
)
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human
from tests.sandbox.stage import ClientApp, Stage, twiml

ACTION = STANDARD | {"Result", "PaymentMethod"} | CARD
TABLE = Table("Pay: results", "What a payment comes to, and how it is asked for.")


def test_results_of_pay_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def test_no_digit_of_a_card_or_account_is_written_down(played: Played, theatre: Stage) -> None:
    theatre.admin("stats")
    written = (theatre.folder / "journal").read_text() + json.dumps(theatre.admin("debugger"))
    for secret in (*CARDS, VISA[:12], AMEX[:11], "508862392"):
        assert secret not in written
    assert {key for line in theatre.journal("call.pressed") for key in line["digits"]} <= {"*"}


def test_nor_is_it_in_the_tap(process: Callable[..., Stage], app: ClientApp, tmp_path: Path) -> None:
    scene = process("--speed", "manual", "--tap", str(tmp_path / "tap"))
    scene.set(app, [{"address": "+12125550123", "call": GOOD}], {})
    app.documents["/twiml"] = twiml(pay("statusCallback='step'", action="action='/paid'"))
    scene.call("+12125550123")
    scene.run()
    written = (tmp_path / "tap").read_text()
    assert app.on("/paid")[0].fields["Result"] == "success"
    assert "xxxx-xxxx-xxxx-4242" in written
    assert VISA[:12] not in written


# --- results


@TABLE.row("Result caller-interrupted-with-star: * ends it, while she types.", PAY, a=payer("4242*"))
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    told = play.asked("paid")
    assert set(told) == ACTION
    assert (told["Result"], told["PaymentCardNumber"]) == ("caller-interrupted-with-star", "")


@TABLE.row("* ends it at any point: also while a prompt is spoken.", PAY)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call(pay(inside=f"<Prompt for='{CARD_STEP}'><Say>{'x' * 140}</Say></Prompt>"))
    yield 2
    play.hand("answer")
    yield 3
    play.hand("press", keys="*")
    yield
    assert play.asked("paid")["Result"] == "caller-interrupted-with-star"
    assert play.one("call.ended")["seconds"] == 3


@TABLE.row(
    "Result caller-hung-up.",
    PAY,
    "CallStatus completed; the TwiML answered has no effect",
    a=human(hangs_up_hearing="card number"),
)
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    assert (play.asked("paid")["Result"], play.asked("paid")["CallStatus"]) == ("caller-hung-up", "completed")


@TABLE.row(
    "Result payment-connector-error: PaymentError says why, PayErrorCode is Twilio's number.",
    PAY,
    "a card that ends in 0002 is declined: 64012",
    a=payer(f"{DECLINED}#", "1230", "123", "94109#"),
)
def _(play: Play) -> Scene:
    play.call(pay("chargeAmount='20.45'"))
    yield
    told = play.asked("paid")
    assert set(told) == ACTION | {"PaymentError", "PayErrorCode", "ConnectorError"}
    assert (told["Result"], told["PaymentError"], told["PayErrorCode"]) == (
        "payment-connector-error",
        "card is declined",
        "64012",
    )


@TABLE.row("Result validation-error: a chargeAmount that is none; nothing is asked.", PAY, "PayErrorCode 64003")
def _(play: Play) -> Scene:
    play.call(pay("chargeAmount='-0.59' statusCallback='step'"))
    yield
    told = play.asked("paid")
    assert (told["Result"], told["PayErrorCode"]) == ("validation-error", "64003")
    assert told["PaymentError"] == "paymentAmount='-0.59' (not a number between 0.00 - 1,000,000.00)"
    assert (steps(play), play.words()) == ([], [])


@TABLE.row("chargeAmount is at most 1,000,000.", PAY)
def _(play: Play) -> Scene:
    play.call(pay("chargeAmount='1000000.01'"))
    yield
    assert play.asked("paid")["Result"] == "validation-error"


# --- bank accounts


BANKER: Manner = typed({"bank routing number": "121181976#", "bank account number": "508862392#"})


@TABLE.row("ach-debit asks for the routing number and the account number instead.", PAY, "in this order", a=BANKER)
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' statusCallback='step'"))
    yield
    assert [one[0] for one in steps(play)] == ["bank-routing-number", "bank-account-number", "payment-processing"]
    assert play.asked("paid")["Result"] == "success"


@TABLE.row(
    "BankRoutingNumber is told in full, of BankAccountNumber the last two digits; BankAccountType is that of the verb.",
    PAY,
    a=BANKER,
)
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' bankAccountType='consumer-savings'"))
    yield
    told = play.asked("paid")
    assert set(told) == STANDARD | {"Result", "PaymentMethod", "PaymentToken", "ProfileId"} | BANK
    assert (told["PaymentMethod"], told["BankRoutingNumber"]) == ("ach-debit", "121181976")
    assert (told["BankAccountNumber"], told["BankAccountType"]) == ("*******92", "consumer-savings")


@TABLE.row(
    "invalid-bank-routing-number: the wrong number of digits, or one that does not pass its check.",
    PAY,
    a=typed({"bank routing number": "121181977#"}),
)
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' statusCallback='step'"))
    yield
    assert steps(play)[-1] == ("bank-routing-number", "2", "invalid-bank-routing-number")


@TABLE.row(
    "invalid-bank-account-number: too few digits.",
    PAY,
    "fewer than four",
    a=typed({"bank routing number": "121181976#", "bank account number": "12#"}),
)
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' statusCallback='step'"))
    yield
    assert steps(play)[-1] == ("bank-account-number", "2", "invalid-bank-account-number")


# --- prompts


def prompt(words: str, attributes: str = "", step: str = CARD_STEP) -> str:
    return f"<Prompt for='{step}' {attributes}><Say>{words}</Say></Prompt>"


@TABLE.row("Prompt replaces Twilio's words for one step; the others keep theirs.", PROMPT, a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay(inside=prompt("Your card number, please.")))
    yield
    assert play.words()[0] == "Your card number, please."
    assert "expiration" in play.words()[1]


@TABLE.row("attempt chooses a Prompt by the attempt, one or several.", PROMPT, a=payer("11#"))
def _(play: Play) -> Scene:
    inside = prompt("Your card number.", "attempt='1'") + prompt("Once more: card number.", "attempt='2 3'")
    play.call(pay("maxAttempts='2'", inside))
    yield
    assert play.words()[:3] == ["Your card number.", "Once more: card number.", "Once more: card number."]


@TABLE.row(
    "errorType chooses a Prompt by the error before; there the timeout is called timeout.",
    PROMPT,
    a=human(presses=[{"hear": "card number", "keys": "11#", "after": 1, "times": 1}]),
)
def _(play: Play) -> Scene:
    inside = (
        prompt("Your card number.")
        + prompt("That is no card.", "errorType='invalid-card-number invalid-card-type'")
        + prompt("I heard nothing.", "errorType='timeout'")
    )
    play.call(pay("maxAttempts='2'", inside))
    yield
    assert play.words()[:3] == ["Your card number.", "That is no card.", "I heard nothing."]


@TABLE.row("cardType chooses a Prompt by the card.", PROMPT, a=payer(f"{AMEX}#", "1230", "1234", "94109#"))
def _(play: Play) -> Scene:
    inside = prompt("The three on the back: security code.", "cardType='visa mastercard'", "security-code")
    inside += prompt("The four on the front: security code.", "cardType='amex'", "security-code")
    play.call(pay(inside=inside))
    yield
    assert play.words()[2] == "The four on the front: security code."


@TABLE.row("A Prompt may Say, Play and Pause.", PROMPT, "other verbs are warned of (12200) and left out", a=GOOD)
def _(play: Play) -> Scene:
    inside = f"<Prompt for='{CARD_STEP}'><Pause/><Say>Your card number.</Say><Hangup/></Prompt>"
    play.call(pay(inside=inside))
    yield
    assert (play.words()[0], play.codes(), play.asked("paid")["Result"]) == ("Your card number.", [12200], "success")


@TABLE.row("Processing has a prompt of its own: payment-processing.", PROMPT, "it takes three seconds", a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay(inside=prompt("One moment.", step="payment-processing")))
    yield
    assert play.words()[-1] == "One moment."


# --- secrets


@TABLE.row("All digits typed are redacted from the logs.", PAY, "in the journal: how many, not which", a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    assert [line["count"] for line in play.journal("call.typed_secretly")] == [16, 4, 3, 5]
    assert play.journal("call.pressed") == []


@TABLE.row(
    "Also those nothing listens for: typed too early, too late, or too many.",
    PAY,
    a=human(presses=[{"hear": "card number", "keys": f"{VISA}#987987", "after": 1, "times": 1}]),
)
def _(play: Play) -> Scene:
    play.call(pay(), "<Pause length='9'/>")
    yield
    assert set("".join(line["digits"] for line in play.journal("call.pressed"))) <= {"*"}


@TABLE.row(
    "Every attribute of the page is known.",
    PAY,
    "input, description, language, paymentConnector, tokenType and currency change nothing",
    a=GOOD,
)
def _(play: Play) -> Scene:
    known = (
        "input='dtmf' statusCallback='s' statusCallbackMethod='POST' paymentMethod='credit-card' bankAccountType='consumer-checking' "
        "timeout='5' maxAttempts='1' securityCode='true' postalCode='true' minPostalCodeLength='5' paymentConnector='Default' "
        "tokenType='one-time' chargeAmount='0' currency='usd' language='en-US' description='d' validCardTypes='visa amex'"
    )
    play.call(pay(known, "<Parameter name='a' value='b'/>"))
    yield
    assert (play.codes(), play.asked("paid")["Result"]) == ([], "success")
