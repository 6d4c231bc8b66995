"""What the sandbox does not do, and what it does where nobody knows what Twilio does.

Two lists of sentences; everything else that is missing can be read from the tables of the code (`verify.py`). A change of
such a behaviour changes its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NOT_THERE: Final[Mapping[str, tuple[str, ...]]] = {
    "account": (
        "There is one account: no sub-accounts, API keys, balance, usage or trial limits; prices are always null.",
        "The trigger numbers of the test credentials always work; the test credentials themselves do not exist.",
        "There are no applications: an ApplicationSid is 21218.",
        "It listens on this machine only and speaks plain HTTP.",
        "What was created can be fetched at once, and is kept as long as the sandbox runs.",
        "It is never too busy by itself: 429 and 5xx come by chaos, and strike creates only.",
    ),
    "documents": (
        "Every document and sound is fetched anew, whatever ETag and Last-Modified allow.",
        "A wrong version of TwiML is warned of (12200) and is no 12101.",
        "Any voice speaks any language, and a sound of any length is played to its end.",
        "Speech is text and understood as it is, in any language.",
        "The action of Pay may be http.",
    ),
    "calls": (
        "Nobody really speaks: what is heard are words in the journal, said at 14 characters a second.",
        "Music on hold and ringback are not heard; beeps are only written down.",
        (
            "CallerName, ForwardedFrom and StirStatus are not sent; StirVerstat and CallToken only with the first request of a "
            "call to us. Cities, states and ZIP codes are blank."
        ),
        (
            "Callers are not screened, blocked or labelled as spam, and no country is closed (13224 to 13227 never come): every "
            "number can be reached unless a persona says otherwise."
        ),
        "Every greeting of a machine ends with a beep: machine_end_silence never comes.",
    ),
    "conferences": (
        "There is no sound: events of speakers, announcement-fail and the deprecated conference-record-end never come.",
        "An account may have any number of conferences and participants at once (16021 never comes).",
        "The region is shown and changes nothing.",
    ),
    "queues": ("QueueResult is never bridging-in-process.",),
    "recordings": (
        "A recording holds silence, of its length but ten minutes at most, as WAV also where MP3 is asked for.",
        "It is never trimmed or transcribed, and silence is kept (16102 never comes).",
    ),
    "payments": (
        (
            "One connector is played here: a card whose number ends in 0002 is declined, every other card or account with the "
            "right check digit is taken."
        ),
        "paymentConnector, tokenType and currency are read and change nothing.",
        "Numbers of the card types maestro, optima and enroute are not recognised.",
        (
            "Result is never internal-error, ErrorType never session-in-progress, input-matching-failed or "
            "invalid-bank-account-type."
        ),
    ),
    "texts": (
        "Carriers do not filter; registration of brands and campaigns (A2P 10DLC) and toll-free verification are not asked for.",
        "Media are neither fetched nor delivered; their type is that of the ending of their address.",
        "Redirect in the answer to a text, and to, from, action and statusCallback of its Message, are not performed.",
        "An answer to a text waits in no queue and arrives at once.",
        "The status sending is passed over, and read is never reached.",
        "Characters are sent as they are written: there is no smart encoding.",
    ),
    "e-mails": (
        "Nothing is posted about an e-mail: no event streams and no event webhook. Ask for the operation.",
        "Suppression lists and unsubscribe links of the service do not exist; nothing can be scheduled or called off.",
    ),
    "webhooks": (
        "The debugger posts nothing; GET /_sandbox/debugger and the page list what it would.",
        "Waiting for a webhook and trying again take real time, whatever the virtual clock does.",
    ),
    "restart": ("A restart or a reset forgets everything but the journal.",),
}

CHOSEN: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": (
        "An answer without a byte, or of blanks, is 11770; anything that is no XML is 12100.",
        "An unknown verb or attribute is warned of (12200) and left out; what follows is performed.",
        "A value that cannot be read is warned of by its own number and the default is taken.",
        "Plain text that is no TwiML is read out (an older page says 12300).",
        "A Pause that comes first does not pick up, and a Reject behind it still rejects (two pages contradict each other).",
        "A Reject on a call that is answered hangs up.",
        "A verb the sandbox does not perform ends the document with 12400: there is no honest way on.",
    ),
    "Gather": (
        "An empty result that is asked for is posted with empty Digits.",
        "Whoever hangs up while being asked ends it without a request to the action.",
        "timeout is a whole number; auto, which one table names, is warned of (13313).",
        "Confidence is always 0.92.",
    ),
    "Record": (
        "The action is also asked when the caller hangs up (Digits=hangup); what it answers is not performed.",
        "RecordingSid is among the fields of the action.",
        "RecordingStatus is in-progress, completed or absent, as every page but one has it.",
        "recordingStatusCallback may be relative.",
    ),
    "Dial": (
        "More than ten numbers: the first ten ring, and 13250 is noted.",
        "A Dial that names nothing is 13223 and DialCallStatus=failed; so is a number that is none.",
        "A callerId that is neither ours nor the caller's is 13214 and DialCallStatus=failed; nobody rings.",
        "When nobody picks up, DialCallStatus is that of the phone that gave up last.",
        "When the caller hangs up while it rings, the action is asked with DialCallStatus=canceled (a page: by REST only).",
        "When the caller hangs up during the talk, the action is asked with DialCallStatus=completed.",
        "The phones that lost because another was picked up end as canceled.",
        "The Dial action of a call that is redirected over REST is not asked.",
        "Machine detection works on the numbers of a Dial (older notes say it does not).",
    ),
    "Conference": (
        "A full conference (16020) sends the next one on with DialCallStatus=failed.",
        "participant-join of everybody comes before conference-start.",
        "The document of waitUrl is asked with ConferenceSid and FriendlyName.",
        "After a conference DialBridged is true.",
        "Whoever is put out over REST leaves as participant_updated_via_api, and goes on behind the Dial.",
        "CallSidToCoach is sent for whoever coaches.",
        "SequenceNumber counts per conference, from 1.",
        "An announcement cuts short the one before it; the end of each is told.",
        "A conference is recorded in one channel (another page says two).",
    ),
    "Queue": (
        "A Dial to a queue that does not exist comes back with DialCallStatus=failed.",
        "The action of a Dial to a queue has QueueSid, QueueTime and DequeingCallSid.",
        "QueuePosition 1 is the front.",
        "Whoever hangs up in a queue has the action asked with QueueResult=hangup.",
        "Taken out over REST: the action is asked with QueueResult=redirected, and not its answer but the Url is performed.",
        "A queue has room for 1,000 unless told (examples show 100).",
        "A Leave outside a queue does nothing.",
        "A second queue of the same name is 22003, deleting one that is not empty 22002, both with HTTP 400.",
        "Front answers with the CallSid of who stood there; taking the same caller out twice is 404.",
    ),
    "Pay": (
        "The action is asked after the last attempt in vain too (another sentence says the next verb follows).",
        "In a Prompt the error is timeout, in the callback input-timeout.",
        "A Visa number has 13, 15, 16 or 19 digits (the table forgets 16).",
    ),
    "calls": (
        "Calls and participants share one account-wide pace, of one a second unless told.",
        "A full queue (22005) refuses with HTTP 400, and so does a Twiml of more than 4,000 characters (32018).",
        "One call too many at once (10004) is accepted, and fails when its turn comes.",
        "Status=canceled for a call that is talking is 21220.",
        "Deleting a call that has not ended is 20009 with HTTP 409; afterwards it can be deleted at once.",
        "A call that has not been dialled has no StartTime, and no filter on it fits.",
        "A call to a number without a URL fails after an announcement.",
        "A parameter out of its range is 20001.",
        "AnsweredBy is repeated in every later request of its call.",
    ),
    "detection": (
        "A person is known after 2.5 s, a machine after 4 s, a fax after 3 s, silence after 5 s; wrong verdicts come by chaos only.",
    ),
    "texts": (
        "A body that is not empty in an update is 20001; forgetting the words before the text is over is 20009.",
        "Cancelling works while a text is accepted, scheduled or queued, and is told to the callback; else 30409 with HTTP 409.",
        "A text that was only sent can be deleted an hour later.",
        "A text can be scheduled from 300 s (another page: 900 s) to 35 days ahead; outside of that it is 35114.",
        "SendAt without ScheduleType is 35119, and a schedule without a service 35118 (another page: sent at once).",
        "Of more than ten answers to a text the first ten are sent, and 14109 is noted.",
        "An answer to somebody who has said STOP fails with 21610.",
        "A service that may change its sender takes its numbers in turn.",
        "A scheduled text whose service has gone, or has no number left, fails with 21701 or 21704.",
        "A text is handed over half a second after its turn and arrives 3 s later, unless a persona says otherwise.",
    ),
    "conferences over REST": (
        "An unknown conference is 404 20404, one that is over 400 16022; whoever has left is 404.",
    ),
    "recordings over REST": (
        "Stopping, pausing or resuming what does not run is 16114 (older: 21220).",
        "Deleting a recording that is not finished is 20009.",
    ),
    "services": ("A number that is in a service already is 21710, in another one 21712, both with HTTP 409.",),
    "lookups": (
        "A number without + is 404 20404, unless it is a national one of the United States or Canada.",
        "A valid number has an empty list of validation_errors (examples show both that and null).",
        "A missing LastVerifiedDate is error_code 60617 inside the package, one that cannot be read 60618.",
        "Every number belongs to the same carrier, 310-000.",
    ),
    "e-mails": (
        "A refused e-mail is answered in the form of the older APIs: code, message, more_info, status.",
        "headers and replyTo are taken in, and shown in the journal only: no page names them.",
        "An e-mail is sent after 2 s, delivered after 6 s, and opened after 15 minutes by who opens it.",
    ),
    "webhooks": (
        (
            "A status callback that arrives in vain is 15003 for a call, 16011 for a conference and 11200 for a text, and never "
            "asks a fallback URL."
        ),
        "A fallback URL gets the fields of the failed request with ErrorCode and ErrorUrl.",
        "A webhook is tried again after 0.1 s, 0.2 s, 0.4 s and so on.",
    ),
    "refusals": (
        "429 carries Retry-After, on all products.",
        "more_info points to twilio.com/docs/errors; wrong credentials are 20003 with the message Authenticate.",
    ),
}
