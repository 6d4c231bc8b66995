"""The carriers' words for what becomes of an order, in ours (``contacts.attempts.RANK``)."""

from __future__ import annotations

CALL = {
    "queued": "queued",
    "initiated": "queued",
    "ringing": "ringing",
    "in-progress": "in_progress",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "recalled",
}
MESSAGE = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "queued",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "recalled",
}
TWILIO_EMAIL = {
    "SCHEDULED": "queued",
    "PROCESSING": "queued",
    "QUEUED": "queued",
    "SENT": "sent",
    "DELIVERED": "delivered",
    "OPENED": "delivered",
    "UNDELIVERED": "undelivered",
    "FAILED": "failed",
    "CANCELED": "recalled",
}
SENDGRID_ACTIVITY = {
    "processing": "queued",
    "processed": "queued",
    "delivered": "delivered",
    "not_delivered": "undelivered",
}
# SendGrid's events. Whoever opened a message, clicked in it, complained of it or unsubscribed from it has received it.
SENDGRID_EVENT = {
    "processed": "queued",
    "deferred": "queued",
    "delivered": "delivered",
    "open": "delivered",
    "click": "delivered",
    "spamreport": "delivered",
    "unsubscribe": "delivered",
    "group_unsubscribe": "delivered",
    "bounce": "undelivered",
    "dropped": "failed",
}
BY_CHANNEL = {"call": CALL, "sms": MESSAGE}
OPTED_OUT = "21610"  # the person texted STOP to this sender; comes at create or in a callback
