"""The carrier's words for what becomes of an order, in ours (``contacts.attempts.RANK``)."""

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
EMAIL = {
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
BY_CHANNEL = {"call": CALL, "sms": MESSAGE, "email": EMAIL}
OPTED_OUT = "21610"  # the person texted STOP to this sender; comes at create or in a callback
