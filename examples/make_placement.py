"""Makes placement.csv: 600 invented accounts of 450 invented people, the same ones every time.

    python examples/make_placement.py examples/placement.csv

What is in it, and why:

- Two clients in the ``client`` column. Harbor Dental Group (330 accounts) collects its own debts and may text those who
  agreed; Northgate Recovery (270) was placed with by other creditors and may not text at all.
- 320 people with one account, 110 with two, 20 with three, often with both clients: the same human being must not be
  called twice as often for that. 20 accounts have a co-obligor.
- Homes in every zone of the United States: area codes that two zones share (850, 270, 574, 812, 423, 906, 701, 605, 308,
  785, 208, 541, 928 …) on both sides of the line, Alaska to its last island, Hawaii, Guam, Puerto Rico, and the Navajo and
  Hopi Nations in Arizona, which keep different time in summer. 24 people moved and kept their number (a Pacific ZIP, an
  Eastern area code); 22 have no address at all.
- Nobody is real: numbers are from 555-0101 to 555-0199, mailboxes at example.com, .net and .org. Each number is one
  person's, but for four couples who share one on purpose.
"""
# ruff: noqa: INP001, SIM905  # a file on its own; names are easier to read as prose

from __future__ import annotations

import csv
import random
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

SEED = 20261201
PEOPLE, ONE_ACCOUNT, TWO_ACCOUNTS, CO_OBLIGORS, COUPLES, MOVED, HOMELESS = 450, 320, 110, 20, 4, 24, 22
HARBOR, NORTHGATE, OF_HARBOR = "Harbor Dental Group", "Northgate Recovery", 330
COLUMNS = (
    "client", "account number", "person id", "first name", "last name", "dob", "address", "city", "state", "zip",
    "language", "phone 1", "phone 1 type", "phone 2", "phone 2 type", "email", "email source", "email notice date",
    "original creditor", "debt kind", "principal", "interest", "fees", "balance", "charge-off date",
    "last payment date", "placed date", "call consent", "text consent", "email consent", "co name", "co phone",
    "co email", "co zip",
)  # fmt: skip

# weight, area code, ZIP, city, state
PLACES = """
12 212 10001 New York NY|6 617 02108 Boston MA|8 404 30303 Atlanta GA|8 305 33130 Miami FL|6 313 48226 Detroit MI
6 215 19103 Philadelphia PA|5 704 28202 Charlotte NC|4 216 44113 Cleveland OH|4 919 27601 Raleigh NC|3 804 23219 Richmond VA
3 502 40202 Louisville KY|3 317 46204 Indianapolis IN|3 860 06103 Hartford CT|2 207 04101 Portland ME|2 865 37902 Knoxville TN
5 850 32501 Pensacola FL|5 850 32301 Tallahassee FL|4 270 42101 Bowling Green KY|4 270 42701 Elizabethtown KY
4 574 46601 South Bend IN|4 574 46534 Knox IN|4 812 47708 Evansville IN|4 812 47401 Bloomington IN
4 423 37402 Chattanooga TN|4 423 37367 Pikeville TN|4 906 49855 Marquette MI|4 906 49801 Iron Mountain MI
10 312 60601 Chicago IL|8 214 75201 Dallas TX|8 713 77002 Houston TX|5 504 70112 New Orleans LA|5 612 55401 Minneapolis MN
4 816 64105 Kansas City MO|4 901 38103 Memphis TN|3 205 35203 Birmingham AL|3 414 53202 Milwaukee WI|3 405 73102 Oklahoma City OK
4 701 58102 Fargo ND|4 701 58601 Dickinson ND|4 605 57104 Sioux Falls SD|4 605 57701 Rapid City SD
4 308 68801 Grand Island NE|4 308 69361 Scottsbluff NE|4 785 66603 Topeka KS|4 785 67735 Goodland KS|4 915 79901 El Paso TX
6 303 80202 Denver CO|5 801 84101 Salt Lake City UT|4 505 87102 Albuquerque NM|3 406 59101 Billings MT|3 307 82001 Cheyenne WY
4 208 83702 Boise ID|4 208 83814 Coeur D Alene ID|4 541 97401 Eugene OR|4 541 97914 Ontario OR
6 602 85004 Phoenix AZ|3 520 85701 Tucson AZ|3 928 86001 Flagstaff AZ|3 928 85364 Yuma AZ
3 928 86515 Window Rock AZ|3 928 86033 Kayenta AZ|3 928 86039 Kykotsmovi Village AZ|2 505 87420 Shiprock NM
10 213 90012 Los Angeles CA|8 415 94103 San Francisco CA|6 206 98101 Seattle WA|5 503 97204 Portland OR|5 702 89101 Las Vegas NV
4 619 92101 San Diego CA|3 916 95814 Sacramento CA|4 907 99501 Anchorage AK|2 907 99801 Juneau AK|2 907 99546 Adak AK
4 808 96813 Honolulu HI|3 808 96720 Hilo HI|5 671 96910 Hagatna GU|5 787 00901 San Juan PR|2 340 00802 St Thomas VI
"""
FIRST = """Ada Alan Amelia Andre Anita Arthur Beatriz Bella Brian Carla Carmen Cedric Clara Daniel Daphne Diego Dolores
Edgar Elena Elliot Esteban Fiona Frank Gloria Grant Hannah Héctor Henry Inés Iris Isaac Jasmine Joel José Julia Keith
Kira Laura Leon Lucía Marcus María Mateo Miriam Nadia Neil Nina Olive Oscar Paloma Peter Quinn Ramón Renée Rosa Samuel
Sofía Stella Tomás Ursula Victor Vivian Wade Ximena Yara Zoë""".split()
LAST = """Abbott Acosta Alder Arroyo Ash Barlow Beech Birch Bramble Brook Calderón Castle Cedar Cliff Cordero Cruz Dale
Delgado Elm Espinoza Farrow Fern Field Flores Forest Gale Garza Glenn Grove Hale Hazel Heath Hill Hollow Ibarra Juniper
Lake Lane Larkin Laurel León Linden Maple Marsh Meadow Moreno Moss Muñoz Núñez Oakley Ortega Park Peña Pine Quiroga
Reed Ridge Rivas Rivera Rowan Sage Salazar Shore Sorrel Stone Thorne Vale Vega Wells Willow Wren Zamora""".split()
STREETS = (
    "Maple Street|Second Avenue|Mill Road|Harbor Lane|Station Street|Church Street|Lake Drive|Hillcrest Avenue".split(
        "|"
    )
)
CREDITORS = {"First Meridian Bank": "credit card", "Crescent Wireless": "telecom", "Lakeside Lending": "personal loan",
             "Tri-County Power": "utility", "Ridgeline Auto Finance": "auto loan"}  # fmt: skip
TODAY = date(2026, 10, 1)  # every date lies before it


@dataclass(frozen=True, slots=True)
class Place:
    area: str
    zip: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    first: str
    last: str
    born: date
    place: Place | None
    street: str
    language: str
    phones: tuple[tuple[str, str], ...]
    email: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(slots=True)
class Town:
    """Hands out places, numbers and mailboxes; no number or mailbox twice."""

    draw: random.Random
    used: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    places: list[Place] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for entry in PLACES.replace("\n", "|").split("|"):
            if entry:
                weight, area, code, *city, state = entry.split()
                self.places.append(Place(area, code, " ".join(city), state))
                self.weights.append(int(weight))

    def place(self) -> Place:
        return self.draw.choices(self.places, self.weights)[0]

    def phone(self, area: str) -> str:
        self.used[area] += 1
        return f"({area}) 555-{100 + self.used[area]:04d}"

    def email(self, first: str, last: str) -> str:
        plain = unicodedata.normalize("NFKD", f"{first}.{last}".lower()).encode("ascii", "ignore").decode()
        self.used[plain] += 1
        serial = str(self.used[plain]) if self.used[plain] > 1 else ""
        return f"{plain}{serial}@example.{self.draw.choice(['com', 'com', 'net', 'org'])}"


def people(draw: random.Random) -> list[Person]:
    """The people, in order of their numbers."""
    town = Town(draw)
    names = draw.sample([(first, last) for first in FIRST for last in LAST], PEOPLE)
    # Everyone of the places comes up once before chance decides.
    homes = [*town.places, *(town.place() for _ in range(PEOPLE - len(town.places)))]
    draw.shuffle(homes)
    found = [_person(draw, town, number, *names[number], homes[number]) for number in range(PEOPLE)]
    _move(draw, town, found)
    for number in draw.sample(range(PEOPLE), HOMELESS):
        found[number] = replace(found[number], place=None, street="")
    _marry(draw, found)
    return found


def _person(draw: random.Random, town: Town, number: int, first: str, last: str, home: Place) -> Person:
    line = draw.choices(["mobile", "landline", "voip", ""], [80, 12, 2, 6])[0]
    phones = [(town.phone(home.area), line)]
    if draw.random() < 0.22:
        phones.append((town.phone(home.area), draw.choice(["landline", "mobile"])))
    spanish = draw.random() < (0.75 if not (first + last).isascii() else 0.12)
    return Person(
        number=number,
        first=first,
        last=last,
        born=date(1945, 1, 1) + timedelta(days=draw.randrange(21_500)),
        place=home,
        street=f"{draw.randrange(1, 999)} {draw.choice(STREETS)}",
        language="es" if spanish else "en",
        phones=tuple(phones),
        email=town.email(first, last) if draw.random() < 0.9 else "",
    )


def _move(draw: random.Random, town: Town, found: list[Person]) -> None:
    """Some live on the Pacific with the number of the Eastern city they came from."""
    western = [person for person in found if person.place and person.place.state in ("CA", "WA", "OR", "NV")]
    for person in draw.sample(western, MOVED):
        area = draw.choice(["212", "404", "305", "617", "215"])
        found[person.number] = replace(person, phones=((town.phone(area), "mobile"), *person.phones[1:]))


def _marry(draw: random.Random, found: list[Person]) -> None:
    """Couples: one home, one last name, one number."""
    at_home = [person for person in found if person.place and len(person.phones) == 1]
    couples = draw.sample(at_home, 2 * COUPLES)
    for one, other in zip(couples[:COUPLES], couples[COUPLES:], strict=True):
        found[other.number] = replace(other, last=one.last, place=one.place, street=one.street, phones=one.phones)


def rows() -> Iterator[dict[str, str]]:
    """The rows of the file."""
    draw = random.Random(SEED)
    found = people(draw)
    order = draw.sample(found, PEOPLE)
    debtors = [*order, *order[ONE_ACCOUNT:], *order[ONE_ACCOUNT + TWO_ACCOUNTS :]]
    draw.shuffle(debtors)
    clients = [HARBOR] * OF_HARBOR + [NORTHGATE] * (len(debtors) - OF_HARBOR)
    draw.shuffle(clients)
    joint = set(draw.sample(range(len(debtors)), CO_OBLIGORS))
    for number, (debtor, client) in enumerate(zip(debtors, clients, strict=True)):
        row = dict.fromkeys(COLUMNS, "") | _whom(debtor, client) | _owes(draw, client, number) | _agreed(draw, client)
        if not debtor.email:
            row |= {"email source": "", "email notice date": "", "email consent": ""}
        if number in joint:
            row |= _with(draw.choice([person for person in found if person.number != debtor.number]))
        yield row


def _whom(debtor: Person, client: str) -> dict[str, str]:
    row = {
        "person id": f"{client[0]}-{debtor.number + 1:04d}",
        "first name": debtor.first,
        "last name": debtor.last,
        "dob": f"{debtor.born:%m/%d/%Y}",
        "language": debtor.language,
        "email": debtor.email,
    }
    for number, (phone, line) in enumerate(debtor.phones, 1):
        row |= {f"phone {number}": phone, f"phone {number} type": line}
    if home := debtor.place:
        row |= {"address": debtor.street, "city": home.city, "state": home.state, "zip": home.zip}
    return row


def _owes(draw: random.Random, client: str, number: int) -> dict[str, str]:
    principal = round(min(3_500_00, 25_00 + draw.expovariate(1 / 600_00)))
    interest, fees = (
        (0, draw.choice([0, 0, 2_500])) if client == HARBOR else (round(principal * 0.08), draw.choice([0, 1_500]))
    )
    creditor = client if client == HARBOR else draw.choice(list(CREDITORS))
    placed = TODAY - timedelta(days=draw.randrange(20, 400))
    charged_off = placed - timedelta(days=draw.randrange(30, 500))
    paid = charged_off - timedelta(days=draw.randrange(60, 240)) if draw.random() < 0.7 else None
    return {
        "client": client,
        "account number": f"{'HD' if client == HARBOR else 'NR'}{100_000 + number}",
        "original creditor": creditor,
        "debt kind": "dental" if client == HARBOR else CREDITORS[creditor],
        "principal": _dollars(principal),
        "interest": _dollars(interest),
        "fees": _dollars(fees),
        "balance": "$" + _dollars(principal + interest + fees),
        "charge-off date": f"{charged_off:%m/%d/%Y}",
        "last payment date": f"{paid:%m/%d/%Y}" if paid else "",
        "placed date": f"{placed:%m/%d/%Y}",
    }


def _dollars(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


def _agreed(draw: random.Random, client: str) -> dict[str, str]:
    """Consents as each client has them: a date, a plain yes, or no."""

    def answer(share: float) -> str:
        if draw.random() >= share:
            return draw.choice(["no", ""])
        return "yes" if draw.random() < 0.3 else f"{TODAY - timedelta(days=draw.randrange(30, 900)):%Y-%m-%d}"

    if client == HARBOR:
        return {"call consent": answer(0.8), "text consent": answer(0.8), "email consent": answer(0.6)}
    noticed = draw.random() < 0.7
    return {
        "call consent": answer(0.7),
        "text consent": answer(0.3),
        "email consent": answer(0.35),
        "email source": "creditor" if noticed else draw.choice(["creditor", "consumer", "skip trace"]),
        "email notice date": f"{TODAY - timedelta(days=draw.randrange(5, 90)):%m/%d/%Y}" if noticed else "",
    }


def _with(other: Person) -> dict[str, str]:
    zip_code = other.place.zip if other.place else ""
    return {"co name": other.name, "co phone": other.phones[0][0], "co email": other.email, "co zip": zip_code}


def main(path: Path) -> None:
    """Write the file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
