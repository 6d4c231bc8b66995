"""Everything posted to the client: signed, patient as Twilio is, and noted when the client got it wrong."""
