"""Pay. The cards are test numbers of card schemes; nothing of them may be read anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.behaviour.golden import BANK, CARD, PAY_STEP, STANDARD
from tests.sandbox.behaviour.table import DOCS, Manner, Play, Played, Row, Scene, Table, human
from tests.sandbox.stage import ClientApp, Document, Stage, Webhook, twiml

PAY, PROMPT = f"{DOCS}/pay", f"{DOCS}/pay/prompt"
TABLE = Table("Pay", "A card or a bank account typed into the telephone, and a token or a confirmation for it.")
CARDS = VISA, AMEX, DECLINED = "4242424242424242", "378282246310005", "4000000000000002"
ACTION = STANDARD | {"Result", "PaymentMethod"} | CARD


@pytest.mark.usefixtures("played")
def test_pay_as_documented(played: Played, row: Row) -> None:
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


def payer(*answers: str, **more: object) -> Manner:
    """Types the answers, each when Pay asks for the next thing: card, date, code, ZIP; or those of a bank."""
    asks = ["card number", "expiration", "security code", "zip code"]
    return typed(dict(zip(asks, answers, strict=False)), **more)


def typed(answers: dict[str, str], **more: object) -> Manner:
    rules = [{"hear": hear, "keys": keys, "after": 1.0} for hear, keys in answers.items()]
    return human(presses=rules, **more)


GOOD: Manner = payer(f"{VISA}#", "1230", "123", "94109#")


def pay(attributes: str = "", inside: str = "", action: str = "action='paid'") -> str:
    return f"<Pay {action} {attributes}>{inside}</Pay>"


def steps(play: Play) -> list[tuple[str, str, str]]:
    return [(one.fields["For"], one.fields["Attempt"], one.fields["ErrorType"]) for one in play.requests("step")]


# --- the steps


@TABLE.row("Credit card: the number, the expiration date, the security code and the postal code are asked for, then processed.", PAY, a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step'"))
    yield
    asked = ["payment-card-number", "expiration-date", "security-code", "postal-code", "payment-processing"]
    assert steps(play) == [(one, "1", "") for one in asked]
    assert play.asked("paid")["Result"] == "success"


@TABLE.row("statusCallback tells each step: For, Attempt, ErrorType and, masked, what was given so far.", PAY,
           "values not given yet are empty; with PaymentMethod", a=GOOD)  # fmt: skip
def _(play: Play) -> Scene:
    sid = play.call(pay("statusCallback='step'"))
    yield
    first, *_, last = (one.fields for one in play.requests("step"))
    assert set(first) == set(last) == PAY_STEP | CARD
    assert (first["CallSid"], first["PaymentCardNumber"]) == (sid, "")
    assert (last["PaymentCardNumber"], last["PaymentCardType"]) == ("xxxxxxxxxxxx4242", "visa")
    assert (last["ExpirationDate"], last["SecurityCode"], last["PaymentCardPostalCode"]) == ("1230", "***", "94109")


@TABLE.row("The action gets the standard parameters, Result, PaymentMethod and the card: only its last four digits are visible.", PAY, a=GOOD)
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    told = play.asked("paid")
    assert set(told) == ACTION | {"PaymentToken", "ProfileId"}
    assert (told["PaymentCardNumber"], told["PaymentCardType"]) == ("xxxx-xxxx-xxxx-4242", "visa")
    assert (told["ExpirationDate"], told["SecurityCode"], told["PaymentCardPostalCode"]) == ("1230", "***", "94109")
    assert (told["PaymentMethod"], told["CallStatus"]) == ("credit-card", "in-progress")


@TABLE.row("An American Express card shows xxxx-xxxxxx-x0005, and has a code of four digits.", PAY, a=payer(f"{AMEX}#", "1230", "1234", "94109#"))
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    told = play.asked("paid")
    assert (told["PaymentCardNumber"], told["PaymentCardType"], told["SecurityCode"]) == ("xxxx-xxxxxx-x0005", "amex", "****")


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


@TABLE.row("postalCode may be the code itself, which is passed on and not asked for.", PAY, a=payer(f"{VISA}#", "1230", "123"))
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


CARD_STEP = "payment-card-number"
wrong("invalid-card-number: a number that does not pass its check.", CARD_STEP, "invalid-card-number", card=f"{VISA[:-1]}1#")
wrong("invalid-card-number: a number of the wrong length.", CARD_STEP, "invalid-card-number", card="42424242#")
wrong("invalid-card-type: a card that validCardTypes does not name.", CARD_STEP, "invalid-card-type", "validCardTypes='visa mastercard'", card=f"{AMEX}#")
wrong("invalid-card-type: by default visa, mastercard and amex are valid.", CARD_STEP, "invalid-card-type", card="6011111111111117#")
wrong("invalid-date: no such month.", "expiration-date", "invalid-date", expiration="1330")
wrong("invalid-date: in the past.", "expiration-date", "invalid-date", expiration="0230")
wrong("invalid-date: too few digits.", "expiration-date", "invalid-date", expiration="12#")
wrong("invalid-security-code: too few digits.", "security-code", "invalid-security-code", code="12#")
wrong("invalid-postal-code: shorter than minPostalCodeLength.", "postal-code", "invalid-postal-code", "minPostalCodeLength='5'", zip="941#")


@TABLE.row("The card is good until the end of its month.", PAY, "the scenes play in March 2030", a=payer(f"{VISA}#", "0330", "123", "94109#"))
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


@TABLE.row("timeout is the silence after a key that submits what was typed.", PAY, a=payer(VISA, "1230", "123", "94109"))
def _(play: Play) -> Scene:
    play.call(pay("timeout='3'"))
    yield
    assert play.asked("paid")["Result"] == "success"


@TABLE.row("maxAttempts 1, the default, asks once more after an error.", PAY, "as the page's own example says; Attempt goes to 2",
           a=human(presses=[{"hear": "card number", "keys": "11#", "after": 1, "times": 1}]))  # fmt: skip
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step' maxAttempts='1'"))
    yield
    assert steps(play) == [(CARD_STEP, "1", ""), (CARD_STEP, "2", "invalid-card-number")]


@TABLE.row("maxAttempts 2 asks twice more; Attempt goes to 3, which is its largest value.", PAY, "maxAttempts 3 does the same", a=payer("11#"))
def _(play: Play) -> Scene:
    play.serve("paid", pay("statusCallback='last' maxAttempts='3'", action="action='end'"))
    play.call(pay("statusCallback='step' maxAttempts='2'"))
    yield
    assert [one[1] for one in steps(play)] == ["1", "2", "3"]
    assert [one.fields["Attempt"] for one in play.requests("last")] == ["1", "2", "3"]


@TABLE.row("A step that succeeds at a later attempt goes on.", PAY, a=human(presses=[
    {"hear": "card number", "keys": "11#", "after": 1, "times": 1}, {"hear": "card number", "keys": f"{VISA}#", "after": 1},
    {"hear": "expiration", "keys": "1230"}, {"hear": "security code", "keys": "123"}, {"hear": "zip", "keys": "94109#"}]))  # fmt: skip
def _(play: Play) -> Scene:
    play.call(pay("statusCallback='step'"))
    yield
    assert [one[1] for one in steps(play)] == ["1", "2", "1", "1", "1", "1"]
    assert play.asked("paid")["Result"] == "success"


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


@TABLE.row("Result caller-hung-up.", PAY, "CallStatus completed; the TwiML answered has no effect", a=human(hangs_up_hearing="card number"))
def _(play: Play) -> Scene:
    play.call(pay())
    yield
    assert (play.asked("paid")["Result"], play.asked("paid")["CallStatus"]) == ("caller-hung-up", "completed")


@TABLE.row("Result payment-connector-error: PaymentError says why, PayErrorCode is Twilio's number.", PAY,
           "a card that ends in 0002 is declined: 64012", a=payer(f"{DECLINED}#", "1230", "123", "94109#"))  # fmt: skip
def _(play: Play) -> Scene:
    play.call(pay("chargeAmount='20.45'"))
    yield
    told = play.asked("paid")
    assert set(told) == ACTION | {"PaymentError", "PayErrorCode", "ConnectorError"}
    assert (told["Result"], told["PaymentError"], told["PayErrorCode"]) == ("payment-connector-error", "card is declined", "64012")


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


BANKER: Manner = typed({"routing number": "121181976#", "account number": "508862392#"})


@TABLE.row("ach-debit asks for the routing number and the account number instead.", PAY, "in this order", a=BANKER)
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' statusCallback='step'"))
    yield
    assert [one[0] for one in steps(play)] == ["bank-routing-number", "bank-account-number", "payment-processing"]
    assert play.asked("paid")["Result"] == "success"


@TABLE.row("BankRoutingNumber is told in full, of BankAccountNumber the last two digits; BankAccountType is that of the verb.", PAY, a=BANKER)
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' bankAccountType='consumer-savings'"))
    yield
    told = play.asked("paid")
    assert set(told) == STANDARD | {"Result", "PaymentMethod", "PaymentToken", "ProfileId"} | BANK
    assert (told["PaymentMethod"], told["BankRoutingNumber"]) == ("ach-debit", "121181976")
    assert (told["BankAccountNumber"], told["BankAccountType"]) == ("*******92", "consumer-savings")


@TABLE.row("invalid-bank-routing-number: the wrong number of digits, or one that does not pass its check.", PAY,
           a=typed({"routing number": "121181977#"}))  # fmt: skip
def _(play: Play) -> Scene:
    play.call(pay("paymentMethod='ach-debit' statusCallback='step'"))
    yield
    assert steps(play)[-1] == ("bank-routing-number", "2", "invalid-bank-routing-number")


@TABLE.row("invalid-bank-account-number: too few digits.", PAY, "fewer than four", a=typed({"routing number": "121181976#", "account number": "12#"}))
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


@TABLE.row("errorType chooses a Prompt by the error before; there the timeout is called timeout.", PROMPT, a=human(presses=[
    {"hear": "card number", "keys": "11#", "after": 1, "times": 1}]))  # fmt: skip
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


@TABLE.row("Also those nothing listens for: typed too early, too late, or too many.", PAY, a=human(presses=[
    {"hear": "card number", "keys": f"{VISA}#987987", "after": 1, "times": 1}]))  # fmt: skip
def _(play: Play) -> Scene:
    play.call(pay(), "<Pause length='9'/>")
    yield
    assert set("".join(line["digits"] for line in play.journal("call.pressed"))) <= {"*"}


@TABLE.row("Every attribute of the page is known.", PAY, "input, description, language, paymentConnector, tokenType and currency change nothing", a=GOOD)
def _(play: Play) -> Scene:
    known = (
        "input='dtmf' statusCallback='s' statusCallbackMethod='POST' paymentMethod='credit-card' bankAccountType='consumer-checking' "
        "timeout='5' maxAttempts='1' securityCode='true' postalCode='true' minPostalCodeLength='5' paymentConnector='Default' "
        "tokenType='one-time' chargeAmount='0' currency='usd' language='en-US' description='d' validCardTypes='visa amex'"
    )
    play.call(pay(known, "<Parameter name='a' value='b'/>"))
    yield
    assert (play.codes(), play.asked("paid")["Result"]) == ([], "success")
