"""The exact key sets of webhooks, from the documents and from payloads captured of the real service.

Sources: twilio.com/docs/voice/twiml (request parameters), the pages of the verbs, and public captures of inbound calls
(27 keys), Gather actions and Dial actions.
"""

from __future__ import annotations

PLACES = {
    f"{side}{what}" for side in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip", "Country")
}
STANDARD = {
    "CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "ApiVersion", "Direction",
} | PLACES  # fmt: skip
INBOUND = STANDARD | {"CallToken", "StirVerstat"}
CHILD = STANDARD | {"ParentCallSid"}
PROGRESS = {"Timestamp", "CallbackSource", "SequenceNumber"}
ENDED = PROGRESS | {"CallDuration", "Duration", "SipResponseCode"}
DIAL = {"DialCallStatus", "DialCallSid", "DialCallDuration", "DialBridged"}
RECORDED = {"RecordingUrl", "RecordingSid", "RecordingDuration"}
RECORDING = {
    "AccountSid", "CallSid", "RecordingSid", "RecordingUrl", "RecordingStatus", "RecordingDuration", "RecordingChannels",
    "RecordingStartTime", "RecordingSource",
}  # fmt: skip
QUEUE = {"QueueSid", "QueueTime"}
QUEUE_WAIT = QUEUE | {"QueuePosition", "AvgQueueTime", "CurrentQueueSize", "MaxQueueSize"}
CONFERENCE = {"ConferenceSid", "FriendlyName", "AccountSid", "SequenceNumber", "Timestamp", "StatusCallbackEvent"}
PARTICIPANT = CONFERENCE | {"CallSid", "Muted", "Hold", "Coaching", "EndConferenceOnExit", "StartConferenceOnEnter"}
LEFT = PARTICIPANT | {"ParticipantCallStatus", "ReasonParticipantLeft"}
VERDICT = {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
CARD = {"PaymentCardNumber", "PaymentCardType", "ExpirationDate", "SecurityCode", "PaymentCardPostalCode"}
BANK = {"BankAccountNumber", "BankRoutingNumber", "BankAccountType"}
PAY_STEP = {"AccountSid", "CallSid", "For", "Attempt", "ErrorType", "PaymentMethod"}
