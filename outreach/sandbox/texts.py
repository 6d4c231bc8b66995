"""A text from a person to one of our numbers: keywords first, then our webhook.

Twilio answers keywords itself, blocks the pair on STOP, and posts the text to our webhook all the same.
"""

from __future__ import annotations

from outreach.sandbox.callbacks import About
from outreach.sandbox.fields import inbound_fields
from outreach.sandbox.ids import new_sid
from outreach.sandbox.messages import Message
from outreach.sandbox.optouts import AUTO_REPLIES, Keyword
from outreach.sandbox.population import MessagingService
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.segments import segments
from outreach.sandbox.webhooks import Answer


def receive(sandbox: Sandbox, person: str, ours: str, body: str, at: float) -> Message:
    """Take in a text from `person`; the webhook goes out in the background."""
    service = _service_of(sandbox, ours)
    message = _message(sandbox, person, ours, body, at, "inbound", "received")
    message.service_sid = service.sid if service else None
    keyword = sandbox.optouts.hear(person, ours, body)
    sandbox.messages.add(message)
    sandbox.ledger.record("text.in", at, sid=message.sid, from_=person, to=ours, body=body, keyword=keyword)
    if keyword is not None:
        _answer_keyword(sandbox, person, ours, keyword, at)
    url = sandbox.sms_url(ours)
    if url:
        named = keyword if service and service.advanced_opt_out else None
        sandbox.callbacks.background(_post(sandbox, message, url, inbound_fields(message, named)))
    else:
        sandbox.ledger.record("text.unrouted", at, sid=message.sid, from_=person, to=ours)
    return message


async def _post(sandbox: Sandbox, message: Message, url: str, fields: dict[str, str]) -> None:
    answer = await sandbox.webhooks.post(url, fields)
    about = About("messages", message.sid, message.from_, message.to, message.attempt)
    sandbox.callbacks.report(about, "text.in", url, answer)
    problem = _problem_with(answer)
    if problem is not None:
        code, text = problem
        sandbox.ledger.record(
            "twiml.error",
            sandbox.clock.now(),
            sid=message.sid,
            from_=message.from_,
            to=message.to,
            code=code,
            error=text,
            url=url,
        )


def _problem_with(answer: Answer) -> tuple[int, str] | None:
    """What Twilio would log about the answer to an inbound text; replying by it is not modelled."""
    if not answer.ok or answer.status == 204:
        return None
    if b"<Message" in answer.body or (answer.content_type == "text/plain" and answer.body.strip()):
        return 12200, "answering a text in the response is not modelled"
    if answer.content_type not in {"text/xml", "application/xml", "text/html"}:
        return 12300, f"content type {answer.content_type!r} of a {answer.status}"
    return None


def _answer_keyword(sandbox: Sandbox, person: str, ours: str, keyword: Keyword, at: float) -> None:
    reply = _message(sandbox, ours, person, AUTO_REPLIES[keyword], at, "outbound-reply", "delivered")
    sandbox.messages.add(reply)
    sandbox.ledger.record("text.auto_reply", at, sid=reply.sid, from_=ours, to=person, body=reply.body)


def _message(sandbox: Sandbox, sender: str, to: str, body: str, at: float, direction: str, status: str) -> Message:
    return Message(
        sid=new_sid("SM"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=sender,
        body=body,
        segments=segments(body),
        created_at=at,
        direction=direction,
        status=status,
        sent_at=at,
    )


def _service_of(sandbox: Sandbox, number: str) -> MessagingService | None:
    return next((one for one in sandbox.population.services.values() if number in one.numbers), None)
