"""Where created resources stand: by id, by the address they went to, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, Protocol, TypeVar


class Resource(Protocol):
    """What every created thing has."""

    @property
    def sid(self) -> str: ...

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses a client may look it up by."""


Kept = TypeVar("Kept", bound=Resource)


class Shelf(Generic[Kept]):
    """All resources of one kind, in the order of their creation."""

    def __init__(self) -> None:
        self._order: dict[str, int] = {}
        self._all: list[Kept] = []
        self._by_address: defaultdict[str, list[Kept]] = defaultdict(list)

    def add(self, resource: Kept) -> None:
        self._order[resource.sid] = len(self._all)
        self._all.append(resource)
        for address in resource.addresses:
            self._by_address[address].append(resource)

    def get(self, sid: str) -> Kept | None:
        place = self._order.get(sid)
        return None if place is None else self._all[place]

    def newest(self, address: str | None = None, before: str | None = None) -> Iterator[Kept]:
        """Newest first; only those about `address`, only those older than the resource `before`."""
        shelf: Iterable[Kept] = self._by_address.get(address, ()) if address else self._all
        if before is None:
            return reversed(list(shelf)) if address else reversed(self._all)
        place = self._order.get(before, 0)
        if address:
            return reversed([one for one in shelf if self._order[one.sid] < place])
        return reversed(list(islice(self._all, place)))
