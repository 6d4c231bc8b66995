"""The form fields of a payment's webhooks. What was typed is masked; source: twilio.com/docs/voice/twiml/pay."""

from __future__ import annotations

from decimal import Decimal

from outreach.sandbox.ids import Ids
from outreach.sandbox.twiml.verbs import Pay
from outreach.sandbox.voice.call import Call
from outreach.sandbox.voice.cards import Typed, card_type
from outreach.sandbox.webhooks.voice_fields import Fields


def pay_fields(pay: Pay, typed: Typed, result: str, ids: Ids) -> Fields:
    """The action of a Pay."""
    told = {"Result": result, "PaymentMethod": pay.payment_method}
    told |= _typed_fields(pay, typed, typed.masked_in_groups())
    return told | _result_fields(pay, result, ids)


def pay_status_fields(pay: Pay, call: Call, typed: Typed, step: str, attempt: int, error: str) -> Fields:
    """The status callback of one step."""
    told = {"AccountSid": call.account_sid, "CallSid": call.sid, "For": step, "Attempt": str(attempt)}
    told |= {"ErrorType": error, "PaymentMethod": pay.payment_method}
    return told | _typed_fields(pay, typed, typed.masked())


def _typed_fields(pay: Pay, typed: Typed, card: str) -> Fields:
    if pay.payment_method == "ach-debit":
        return {
            "BankAccountNumber": typed.masked_account(),
            "BankRoutingNumber": typed.routing,
            "BankAccountType": pay.bank_account_type,
        }
    known = pay.postal_code if pay.postal_code not in {"true", "false"} else ""
    return {
        "PaymentCardNumber": card,
        "PaymentCardType": card_type(typed.number),
        "ExpirationDate": typed.expires,
        "SecurityCode": "*" * len(typed.security_code),
        "PaymentCardPostalCode": typed.postal_code or known,
    }


def _result_fields(pay: Pay, result: str, ids: Ids) -> Fields:
    """The token or the confirmation; or what went wrong, with Twilio's number."""
    if result == "success" and Decimal(pay.charge_amount or 0) > 0:
        return {"PaymentConfirmationCode": ids.sid("ch_")}
    if result == "success":
        return {"PaymentToken": ids.sid("tok_"), "ProfileId": ids.sid("cus_")}
    if result == "payment-connector-error":
        error = "card is declined"
        return {"PaymentError": error, "PayErrorCode": "64012", "ConnectorError": error}
    if result == "validation-error":
        error = f"paymentAmount='{pay.charge_amount}' (not a number between 0.00 - 1,000,000.00)"
        return {"PaymentError": error, "PayErrorCode": "64003"}
    return {}
