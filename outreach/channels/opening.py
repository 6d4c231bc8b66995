"""Which carriers this process works with, as its settings say. E-mail has one of two, never both."""

from __future__ import annotations

from outreach.channels.carrier import Carriers, EmailCarrier
from outreach.channels.sendgrid import SendGrid
from outreach.channels.twilio import TwilioCarrier
from outreach.channels.twilio_email import TwilioEmail
from outreach.clock import Clock
from outreach.settings import Settings


def open_carriers(settings: Settings, clock: Clock) -> Carriers:
    """The carriers of a process; made after fork."""
    email: EmailCarrier = SendGrid(settings) if settings.email_carrier == "sendgrid" else TwilioEmail(settings)
    return Carriers(TwilioCarrier(settings, clock), email)
