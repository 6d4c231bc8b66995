"""What can go wrong with a text. Messages name texts and variables, never the values in them."""

from __future__ import annotations

from collections.abc import Iterable


class TemplatesError(Exception):
    """Base of everything this package raises."""


class UnknownText(TemplatesError):
    """Raised when there is no text for a purpose, channel (or prompt) and language."""

    def __init__(self, wanted: str, known: Iterable[str]) -> None:
        super().__init__(
            f"There is no text {wanted!r}. Choose one of: {', '.join(sorted(known))}; "
            "or add the file to the texts folder."
        )


class MissingVariable(TemplatesError):
    """Raised when a text needs a variable that was not given, is None or is blank."""

    def __init__(self, template_id: str, names: Iterable[str]) -> None:
        self.template_id = template_id
        self.names = tuple(sorted(names))
        super().__init__(
            f"The text {template_id!r} needs {', '.join(self.names)}, not given or blank. "
            "Give every variable that its entry in the catalogue lists."
        )


class BrokenText(TemplatesError):
    """Raised when a source file cannot be used as a text at all."""

    def __init__(self, template_id: str, why: str) -> None:
        super().__init__(f"The text {template_id!r} cannot be used: {why}. Correct its source file.")


class BrokenRule(TemplatesError):
    """Raised when a file of rules, phrases, purposes or places cannot be used."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"The file {file!r} of the texts' rules cannot be used: {why}. Correct it.")
