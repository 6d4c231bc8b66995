"""Intake: placement files as clients send them become debts, people, addresses and consents of the account store.

One file passes through, in this order: ``files`` (bytes to rows of cells), ``columns`` (which column is what), ``rows``
(cells to a placed account), ``loading`` (what the account store does not know yet is added), ``rejects`` (what could
not be read goes back to the client). ``importing`` runs it, ``undo`` takes it back.
"""
