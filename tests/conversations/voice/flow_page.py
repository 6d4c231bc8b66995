"""Writes the table of the flow into docs/calls.md: `python -m tests.conversations.voice.flow_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outreach.conversations.voice.flow import FLOW, Need, Option, Prompt, State

PAGE = Path(__file__).parents[3] / "docs" / "calls.md"
BEGIN, END = "<!-- the flow: make call-flow -->\n", "<!-- end of the flow -->\n"
EVERYWHERE = "89*"


def table() -> str:
    """Every state: who listens, what is said, where keys and words lead, what follows from arriving."""
    head = ("| state | listens | says | keys | words alone | then |", "|---|---|---|---|---|---|")
    return "\n".join([*head, *(_row(name, state) for name, state in FLOW.items())]) + "\n"


def written(page: str) -> str:
    """The page with the table as it should be."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _row(name: str, state: State) -> str:
    cells = (
        f"`{name}`",
        "known" if state.identified else "anybody",
        _says(state),
        _keys(state),
        _words(state),
        _then(state),
    )
    return f"| {' | '.join(cells)} |"


def _says(state: State) -> str:
    return ", ".join(f"{_prompt(prompt)}{_when(prompt.need)}" for prompt in (*state.says, *state.closing))


def _prompt(prompt: Prompt) -> str:
    return f"{prompt.name.replace('_', ' ')}{' in the other language' if prompt.other else ''}"


def _keys(state: State) -> str:
    own = (option for option in state.options if option.key and option.key not in EVERYWHERE)
    digits = "digits of the factor" if state.asks else ""
    return "<br>".join(filter(None, (digits, *(f"{one.key} → `{one.to}`{_when(one.need)}" for one in own))))


def _words(state: State) -> str:
    return "<br>".join(f"{_meanings(one)} → `{one.to}`" for one in state.options if not one.key)


def _meanings(option: Option) -> str:
    return ", ".join(option.means).replace("_", " ")


def _then(state: State) -> str:
    return "; ".join(_follows(state))


def _follows(state: State) -> Iterator[str]:
    if state.does:
        yield state.does.replace("_", " ")
    if state.joins:
        yield {"phone": "a collector's phone rings", "hold": "waits", "room": "enters the room"}[state.joins]
    if state.ends:
        yield "the call ends"


def _when(need: Need) -> str:
    return "" if need is Need.ALWAYS else f" ({need.value.replace('_', ' ')})"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
