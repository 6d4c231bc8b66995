"""A library of texts, read once from a folder and rendered many times.

    <folder>/<purpose>/<name>.<language>.txt     SMS; or e-mail, first line `Subject: ...`, then a blank line
    <folder>/<purpose>/<name>.<language>.html    the e-mail's other body, escaped automatically
    <folder>/<purpose>/<name>.<language>.voice   a voice prompt

`name` is the channel (`sms`, `email`), or for the purpose `keypad` the prompt's name. The files of
one name and language are one text with the id `<purpose>/<name>.<language>`. Its version is a hash
of exactly the sources that are rendered: files changed afterwards do not change a library in use,
and a text may not include another, whose change the version would not show.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, UndefinedError, meta, select_autoescape

from templates.errors import BrokenText, MissingVariable, UnknownText
from templates.variables import MAY_BE_BLANK
from templates.wording import normalise, one_line, strip_controls

KEYPAD = "keypad"
_VERSION_DIGITS = 12
_EXTENSIONS = frozenset({".txt", ".html", ".voice"})

Variables: TypeAlias = Mapping[str, str | bool]


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
        """`sms`, `email` or `voice`."""
        return "voice" if self.purpose == KEYPAD else self.name


@dataclass(frozen=True)
class TemplateInfo:
    """An entry of the catalogue: a text, the version of its source, the variables it needs."""

    template_id: str
    purpose: str
    channel: str
    language: str
    version: str
    variables: frozenset[str]


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
        self._parts = {key: frozenset(own) for key, own in sources.items()}

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

    def render(self, purpose: str, channel: str, language: str, variables: Variables) -> Rendered:
        """The text of a purpose for a channel, in words ready to send.

        SMS comes back in GSM-7 where possible. Variables that the text does not use are ignored.
        Raises UnknownText; MissingVariable when one is absent, or None or blank and not of `MAY_BE_BLANK`.
        """
        return self._render(Key(purpose, channel, language), variables)

    def prompt(self, name: str, language: str, variables: Variables) -> Rendered:
        """A keypad prompt as one line to be spoken; not escaped for XML. Raises as `render`."""
        return self._render(Key(KEYPAD, name, language), variables)

    def _render(self, key: Key, variables: Variables) -> Rendered:
        info = self._infos.get(key)
        if info is None:
            raise UnknownText(key.id, (known.id for known in self._infos))
        missing = {name for name in info.variables - MAY_BE_BLANK if _is_blank(variables.get(name))}
        if missing:
            raise MissingVariable(key.id, missing)
        said = {part: self._fill(key, part, variables) for part in self._parts[key]}
        return _finish(key, said, info.version)

    def _fill(self, key: Key, part: str, variables: Variables) -> str:
        try:
            return self._environment.get_template(f"{key.id}.{part}").render(variables)
        except UndefinedError as error:
            raise MissingVariable(key.id, {error.message or part}) from None
        except TemplateError as error:
            raise BrokenText(key.id, type(error).__name__) from None

    def _describe(self, key: Key, parts: Mapping[str, str]) -> TemplateInfo:
        if "text" not in parts:
            raise BrokenText(key.id, "it has an HTML body but no plain text")
        names = frozenset(name for source in parts.values() for name in self._names_in(key, source))
        return TemplateInfo(key.id, key.purpose, key.channel, key.language, _version(parts), names)

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


def _version(parts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for part, source in sorted(parts.items()):
        digest.update(f"{part}\0{source}\0".encode())
    return digest.hexdigest()[:_VERSION_DIGITS]


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not one_line(value))


def _finish(key: Key, said: Mapping[str, str], version: str) -> Rendered:
    clean = {"sms": normalise, "voice": one_line}.get(key.channel, strip_controls)
    return Rendered(
        subject=one_line(said["subject"]) if "subject" in said else None,
        text=clean(said["text"]).strip(),
        html=strip_controls(said["html"]).strip() if "html" in said else None,
        template_id=key.id,
        version=version,
    )
