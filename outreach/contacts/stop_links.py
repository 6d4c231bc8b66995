"""Stop links: the way out in every e-mail, at its foot and in its headers.

The link holds a ticket (``outreach.crypto``) instead of the attempt's id: nobody can make one up, and who finds one in a
mailbox or a proxy's log learns nothing that our logs or the carrier's would tell more about. It has no end: a person may say
no to an old e-mail, too.
"""

from __future__ import annotations

from uuid import UUID

from outreach.store import Store

PURPOSE = "stop"


def stop_link(store: Store, attempt: UUID) -> str:
    """The page at which the person this attempt went to stops e-mails to her address."""
    return f"{store.settings.public_base_url}/stop/{store.vault.ticket(PURPOSE, attempt)}"


def ways_out(store: Store, attempt: UUID) -> tuple[str, ...]:
    """The URIs of ``List-Unsubscribe``: the link, and the mailbox somebody reads, if there is one."""
    mailbox, link = store.settings.unsubscribe_mailbox, stop_link(store, attempt)
    return (link, f"mailto:{mailbox}?subject={link.rpartition('/')[2]}") if mailbox else (link,)


def attempt_of(store: Store, ticket: str) -> UUID | None:
    """The attempt behind a link's last part, None when it is none of ours.

    E-mails sent by version 0.2 carry the attempt's id itself, and their links have to work too.
    """
    try:
        return UUID(ticket)
    except ValueError:
        return store.vault.redeem(PURPOSE, ticket)
