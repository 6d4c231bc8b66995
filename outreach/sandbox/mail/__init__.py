"""E-mails of the Twilio Email API and what becomes of them."""
