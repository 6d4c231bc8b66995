"""The form fields of a payment's webhooks. What was typed is masked; source: twilio.com/docs/voice/twiml/pay."""

from __future__ import annotations

from outreach.sandbox.ids import Ids
from outreach.sandbox.twiml.verbs import Pay
from outreach.sandbox.voice.call import Call
from outreach.sandbox.voice.cards import Card, card_type
from outreach.sandbox.webhooks.voice_fields import Fields

NOTHING_CHARGED = frozenset({"", "0", "0.0", "0.00"})


def pay_fields(pay: Pay, card: Card, result: str, ids: Ids) -> Fields:
    """The action of a Pay."""
    fields = {
        "Result": result,
        "PaymentConnector": pay.payment_connector,
        "PaymentMethod": pay.payment_method,
        **_card_fields(card),
        "PaymentCardPostalCode": card.postal_code if pay.postal_code == "true" else "",
    }
    if result == "success" and pay.charge_amount in NOTHING_CHARGED:
        fields["PaymentToken"] = ids.sid("tok_")
    elif result == "success":
        fields["PaymentConfirmationCode"] = ids.sid("ch_")
    elif result == "payment-connector-error":
        fields |= {"PayErrorCode": "64012", "PaymentError": "card is declined"}
    return fields


def pay_status_fields(call: Call, card: Card, step: str, attempt: int, error: str) -> Fields:
    """The status callback of one step."""
    told = {"AccountSid": call.account_sid, "CallSid": call.sid, "For": step, "Attempt": str(attempt)}
    return told | {"ErrorType": error} | _card_fields(card)


def _card_fields(card: Card) -> Fields:
    return {
        "PaymentCardNumber": card.masked(),
        "PaymentCardType": card_type(card.number),
        "ExpirationDate": card.expires,
        "SecurityCode": "*" * len(card.security_code),
    }
