"""A library of texts, read once from a folder and rendered many times.

    <folder>/<purpose>/<name>.<language>.txt     SMS; or e-mail, first line `Subject: ...`, then a blank line
    <folder>/<purpose>/<name>.<language>.html    the e-mail's other body, escaped automatically
    <folder>/<purpose>/<name>.<language>.voice   a voice prompt
    <folder>/notice/<place>.<language>.txt       a sentence that a place prescribes, put into other texts
    <folder>/page/<screen>.<language>.txt        what a screen of the account page says, in parts (see screens.py)

`name` is the channel (`sms`, `email`), or for a spoken purpose the prompt's name. The files of
one name and language are one text with the id `<purpose>/<name>.<language>`. Its version is a hash
of exactly the sources that are rendered: files changed afterwards do not change a library in use,
and a text may not include another, whose change the version would not show.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from jinja2 import (
    DictLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    UndefinedError,
    meta,
    nodes,
    select_autoescape,
)

from templates.errors import BrokenText, MissingVariable, UnknownText
from templates.purposes import SPOKEN
from templates.variables import MAY_BE_BLANK
from templates.wording import normalise, one_line, strip_controls

KEYPAD = "keypad"
NOTICE = "notice"
PAGE = "page"
_VERSION_DIGITS = 12
_MARK, _MARK_END = "\ue000", "\ue001"  # for private use: no text holds them, and cleaning takes them out
_EXTENSIONS = frozenset({".txt", ".html", ".voice"})

Variables: TypeAlias = Mapping[str, str | bool]
Exactly: TypeAlias = tuple[str, str]
"""A text as it is: its id and the digest of its source."""


class Key(NamedTuple):
    """What a text is found by."""

    purpose: str
    name: str
    language: str

    @classmethod
    def parse(cls, template_id: str) -> Key:
        """The key in an id like `reminder/sms.en`."""
        purpose, _, rest = template_id.partition("/")
        name, _, language = rest.partition(".")
        return cls(purpose, name, language)

    @property
    def id(self) -> str:
        """Like `reminder/sms.en`."""
        return f"{self.purpose}/{self.name}.{self.language}"

    @property
    def channel(self) -> str:
        """`sms`, `email`, `voice`, `page` for a screen, or `notice` for a part of others."""
        if self.purpose in SPOKEN:
            return "voice"
        return self.purpose if self.purpose in (NOTICE, PAGE) else self.name


@dataclass(frozen=True)
class TemplateInfo:
    """An entry of the catalogue: a text, the digest of its source, the variables it needs."""

    template_id: str
    purpose: str
    channel: str
    language: str
    digest: str
    variables: frozenset[str]

    @property
    def key(self) -> Key:
        return Key.parse(self.template_id)

    @property
    def version(self) -> str:
        """The first digits of the digest: what logs and people call the text by."""
        return self.digest[:_VERSION_DIGITS]


@dataclass(frozen=True)
class Use:
    """A variable in a source: in which part, and in which line of that part."""

    part: str
    name: str
    line: int


@dataclass(frozen=True)
class Rendered:
    """Words fit for the wire: plain text, and for e-mail a subject and an HTML body."""

    subject: str | None
    text: str
    html: str | None
    template_id: str
    version: str


class Library:
    """Texts by key. `Library.read(folder)` makes one from files."""

    def __init__(self, sources: Mapping[Key, Mapping[str, str]]) -> None:
        """`sources` maps each key to its parts by name: subject, text, html."""
        parts = {f"{key.id}.{part}": source for key, own in sources.items() for part, source in own.items()}
        self._environment = Environment(
            loader=DictLoader(parts),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._infos = {key: self._describe(key, own) for key, own in sources.items()}
        self._sources = {key: dict(own) for key, own in sources.items()}
        self._digests = {key.id: info.digest for key, info in self._infos.items()}
        self._prompts = self._spoken()

    @classmethod
    def read(cls, folder: Path) -> Library:
        """The library of all texts under `folder`.

        Raises BrokenText when a file cannot be a text: bad name, bad Jinja2, no subject.
        """
        sources: dict[Key, dict[str, str]] = defaultdict(dict)
        for path in sorted(folder.glob("*/*.*")):
            key = _key_of(path)
            sources[key].update(_parts_of(key, path.suffix, path.read_text("utf-8")))
        return cls(sources)

    def catalogue(self) -> list[TemplateInfo]:
        """Every text there is, ordered by id."""
        return sorted(self._infos.values(), key=lambda info: info.template_id)

    def info(self, key: Key) -> TemplateInfo:
        """The entry of a text. Raises UnknownText."""
        info = self._infos.get(key)
        if info is None:
            raise UnknownText(key.id, (known.id for known in self._infos))
        return info

    def source(self, key: Key) -> Mapping[str, str]:
        """The sources of a text by part: subject, text, html. Raises UnknownText."""
        self.info(key)
        return self._sources[key]

    def uses(self, key: Key) -> list[Use]:
        """Every variable of a text, each time its source names it."""
        known = self.info(key).variables
        return [
            Use(part, node.name, node.lineno)
            for part, source in self._sources[key].items()
            for node in self._environment.parse(source).find_all(nodes.Name)
            if node.ctx == "load" and node.name in known
        ]

    def exactly(self, ids: Iterable[str]) -> frozenset[Exactly]:
        """Those texts that are here, each with its digest."""
        return frozenset((text, self._digests[text]) for text in ids if text in self._digests)

    def prompts(self, purpose: str, language: str) -> frozenset[Exactly]:
        """Every prompt of a spoken purpose in a language, each with its digest."""
        return self._prompts.get((purpose, language), frozenset())

    def render(self, purpose: str, channel: str, language: str, variables: Variables) -> Rendered:
        """The text of a purpose for a channel, in words ready to send.

        SMS comes back in GSM-7 where possible. Variables that the text does not use are ignored.
        Raises UnknownText; MissingVariable when one is absent, or None or blank and not of `MAY_BE_BLANK`.
        """
        return self.rendered(Key(purpose, channel, language), variables)

    def prompt(self, name: str, language: str, variables: Variables, purpose: str = KEYPAD) -> Rendered:
        """A prompt as one line to be spoken; not escaped for XML. Raises as `render`."""
        return self.rendered(Key(purpose, name, language), variables)

    def rendered(self, key: Key, variables: Variables) -> Rendered:
        """Any text by its key. Raises as `render`."""
        info = self.info(key)
        missing = {name for name in info.variables - MAY_BE_BLANK if _is_blank(variables.get(name))}
        if missing:
            raise MissingVariable(key.id, missing)
        said = {part: self._fill(key, part, variables) for part in self._sources[key]}
        return _finish(key, said, info.version)

    def _fill(self, key: Key, part: str, variables: Variables) -> str:
        try:
            return self._environment.get_template(f"{key.id}.{part}").render(variables)
        except UndefinedError as error:
            raise MissingVariable(key.id, {error.message or part}) from None
        except TemplateError as error:
            raise BrokenText(key.id, type(error).__name__) from None

    def traced(self, key: Key, part: str, variables: Variables) -> list[tuple[int, str]]:
        """A part as rendered, in pieces that each come from one line of its source: (line, words).

        Empty when the source cannot be taken apart so, because one of its tags is longer than a line.
        """
        marked = "".join(
            f"{_MARK}{number}{_MARK_END}{line}"
            for number, line in enumerate(self._sources[key][part].splitlines(keepends=True), 1)
        )
        try:
            said = self._environment.overlay(autoescape=part == "html").from_string(marked).render(variables)
        except TemplateError:
            return []
        pieces = (piece.partition(_MARK_END) for piece in said.split(_MARK) if _MARK_END in piece)
        return [(int(number), words) for number, _, words in pieces]

    def _spoken(self) -> dict[tuple[str, str], frozenset[Exactly]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key in self._infos:
            if key.channel == "voice":
                found[key.purpose, key.language].add(key.id)
        return {where: self.exactly(ids) for where, ids in found.items()}

    def _describe(self, key: Key, parts: Mapping[str, str]) -> TemplateInfo:
        if "text" not in parts:
            raise BrokenText(key.id, "it has an HTML body but no plain text")
        names = frozenset(name for source in parts.values() for name in self._names_in(key, source))
        return TemplateInfo(key.id, key.purpose, key.channel, key.language, digest(parts), names)

    def _names_in(self, key: Key, source: str) -> set[str]:
        try:
            tree = self._environment.parse(source)
        except TemplateError as error:
            raise BrokenText(key.id, f"Jinja2 says {error.message}") from error
        if any(True for _ in meta.find_referenced_templates(tree)):
            raise BrokenText(key.id, "it includes another text")
        return meta.find_undeclared_variables(tree)


def _key_of(path: Path) -> Key:
    name, _, language = path.stem.partition(".")
    key = Key(path.parent.name, name, language)
    if path.suffix not in _EXTENSIONS or not name or not language:
        raise BrokenText(f"{path.parent.name}/{path.name}", "files are called <name>.<language>.txt, .html or .voice")
    return key


def _parts_of(key: Key, suffix: str, source: str) -> Iterator[tuple[str, str]]:
    if suffix == ".html":
        yield "html", source
    elif key.channel != "email":
        yield "text", source
    else:
        first, _, rest = source.partition("\n\n")
        if not first.startswith("Subject: ") or "\n" in first:
            raise BrokenText(key.id, "an e-mail begins with one line 'Subject: ...' and a blank line")
        yield from (("subject", first.removeprefix("Subject: ")), ("text", rest))


def digest(parts: Mapping[str, str]) -> str:
    """The SHA-256 of the sources of a text, in hex; its first digits are the version."""
    found = hashlib.sha256()
    for part, source in sorted(parts.items()):
        found.update(f"{part}\0{source}\0".encode())
    return found.hexdigest()


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not one_line(value))


def _finish(key: Key, said: Mapping[str, str], version: str) -> Rendered:
    clean = {"sms": normalise, "voice": one_line, NOTICE: one_line}.get(key.channel, strip_controls)
    return Rendered(
        subject=one_line(said["subject"]) if "subject" in said else None,
        text=clean(said["text"]).strip(),
        html=strip_controls(said["html"]).strip() if "html" in said else None,
        template_id=key.id,
        version=version,
    )
