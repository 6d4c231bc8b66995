"""What the carrier asks for during ``outreach doctor --live``: the words of the test call. Signed like everything else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from twilio.twiml.voice_response import VoiceResponse

from console.web.desk import signed

router = APIRouter(prefix="/doctor", dependencies=[Depends(signed)])


@router.post("/call")
async def call(code: Annotated[str, Query(pattern=r"^\d{4}$")]) -> Response:
    """Speaks the code; that it is heard proves that the carrier reaches us and that its signature is accepted."""
    digits = ", ".join(code)
    words = f"This is a test call that you asked for. Your code is {digits}. Once more: {digits}. Goodbye."
    response = VoiceResponse()
    response.say(words)
    return Response(str(response), media_type="text/xml")


@router.post("/status", status_code=204)
async def status() -> Response:
    """The test call's status: nothing is kept of it."""
    return Response(status_code=204)
