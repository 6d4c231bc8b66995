"""Texts from people to our numbers: keywords obeyed and answered, the text posted, the answer to the post obeyed.

Twilio posts every text, also one whose keyword it has answered. `OptOutType` is only sent where the number's service
has Advanced Opt-Out. What the client answers may be TwiML or plain text (`answering.py`); to who has said STOP it is not
carried, and fails with 21610.
"""

from __future__ import annotations

from typing import Final

from outreach.sandbox.holdings import TextRoute
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.answering import Words, answers_in
from outreach.sandbox.texts.message import Message
from outreach.sandbox.texts.opt_outs import AUTO_REPLIES
from outreach.sandbox.texts.segments import segments
from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.webhooks.callbacks import About
from outreach.sandbox.webhooks.sending import Answer
from outreach.sandbox.webhooks.text_fields import inbound_fields

STOPPED: Final = 21610


def receive(
    sandbox: Sandbox,
    person: str,
    ours: str,
    body: str,
    at: float,
    means: str | None = None,
    media: tuple[str, ...] = (),
) -> Message:
    """Take in a text from `person`, with what lies at the addresses `media`; the webhook goes out in the background."""
    service = sandbox.holdings.service_of(ours)
    message = _message(sandbox, person, ours, body, at, "inbound", "received", media=media)
    message.service_sid = service.sid if service else None
    keyword = sandbox.optouts.hear(person, ours, body)
    _keep(sandbox, message)
    names = {"sid": message.sid, "from_": person, "to": ours}
    sandbox.journal.record("text.in", at, **names, body=body, keyword=keyword, means=means, media=len(media) or None)
    if keyword is not None:
        _reply(sandbox, message, Words(AUTO_REPLIES[keyword]), at, "text.auto_reply")
    route = sandbox.holdings.text_route(ours)
    if route.url:
        named = keyword if service and service.advanced_opt_out else None
        sandbox.bustle.spawn(_post(sandbox, message, route, inbound_fields(message, named)))
    else:
        sandbox.journal.record("text.unrouted", at, **names)
    return message


async def _post(sandbox: Sandbox, message: Message, route: TextRoute, fields: dict[str, str]) -> None:
    """Post to where texts go, and to the fallback when that fails."""
    error = _obey(sandbox, message, await _ask(sandbox, message, route.url, fields, route.method))
    if error is None:
        return
    _complain(sandbox, message, route.url, error)
    if error.fatal and route.fallback_url:
        explained = fields | {"ErrorCode": str(error.code), "ErrorUrl": route.url}
        answer = await _ask(sandbox, message, route.fallback_url, explained, route.fallback_method)
        error = _obey(sandbox, message, answer)
        if error is not None:
            _complain(sandbox, message, route.fallback_url, error)


async def _ask(sandbox: Sandbox, message: Message, url: str, fields: dict[str, str], method: str) -> Answer:
    answer = await sandbox.webhooks.post(url, fields, method=method)
    about = About("messages", message.sid, message.from_, message.to, message.attempt)
    sandbox.callbacks.report(about, "text.in", url, answer)
    return answer


def _obey(sandbox: Sandbox, message: Message, answer: Answer) -> TwimlError | None:
    """Send what the client answered; what Twilio would say of it."""
    if not answer.ok:
        return TwimlError(11200, answer.reason)
    try:
        found = answers_in(answer)
    except TwimlError as error:
        return error
    now = sandbox.clock.now()
    for name in found.ignored:
        sandbox.journal.record("not_modelled", now, sid=message.sid, error=f"{name} has no effect here")
    for words in found.texts:
        if sandbox.optouts.blocks(message.from_ or "", message.to):
            _refuse(sandbox, message, words, now)
        else:
            _reply(sandbox, message, words, now, "text.reply")
    return found.warning


def _complain(sandbox: Sandbox, message: Message, url: str, error: TwimlError) -> None:
    now, kind = sandbox.clock.now(), "twiml.warning" if error.warning else "twiml.error"
    names = {"sid": message.sid, "from_": message.from_, "to": message.to}
    sandbox.journal.record(kind, now, **names, code=error.code, error=str(error), url=url)
    sandbox.debugger.note(now, error.code, str(error), message.sid, url, warning=error.warning)


def _reply(sandbox: Sandbox, message: Message, words: Words, at: float, kind: str) -> None:
    reply = _answer(sandbox, message, words, at, "delivered")
    _keep(sandbox, reply)
    names = {"sid": reply.sid, "from_": reply.from_, "to": reply.to}
    sandbox.journal.record(kind, at, **names, body=reply.body, media=len(reply.media) or None)


def _refuse(sandbox: Sandbox, message: Message, words: Words, at: float) -> None:
    """An answer to somebody who wants none."""
    reply = _answer(sandbox, message, words, at, "failed")
    reply.error_code = STOPPED
    _keep(sandbox, reply)
    names = {"sid": reply.sid, "from_": reply.from_, "to": reply.to}
    sandbox.journal.record("message.failed", at, **names, error=STOPPED)


def _answer(sandbox: Sandbox, message: Message, words: Words, at: float, status: str) -> Message:
    ours, person = message.to, message.from_ or ""
    return _message(sandbox, ours, person, words.body, at, "outbound-reply", status, media=words.media)


def _keep(sandbox: Sandbox, message: Message) -> None:
    sandbox.messages.add(message)
    sandbox.messages.put_away(message)


def _message(
    sandbox: Sandbox,
    sender: str,
    to: str,
    body: str,
    at: float,
    direction: str,
    status: str,
    *,
    media: tuple[str, ...] = (),
) -> Message:
    return Message(
        sid=sandbox.ids.sid("MM" if media else "SM"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=sender,
        body=body,
        segments=segments(body),
        created_at=at,
        direction=direction,
        status=status,
        sent_at=at,
        media=media,
    )
