"""What stands behind a dataset's name: `algebra__linear_1d:extrapolate,n=50,seed=3`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest


@dataclass(frozen=True)
class Asked:
    """The name of what is asked for, the part of it (empty if not said), and its options."""

    dataset: str
    name: str
    part: str
    options: Mapping[str, str]

    def whole(self, option: str, default: int, least: int) -> int:
        """An option that is a whole number.

        Raises:
            MyceliumError: MYC262, if it is none, or too small.
        """
        text = self.options.get(option, str(default))
        if not (text.isascii() and text.isdigit()) or int(text) < least:
            raise _unfit(self.dataset, f"{option}={text} is no whole number from {least} on")
        return int(text)

    def __str__(self) -> str:
        part = f":{self.part}" if self.part else ""
        options = "".join(f",{name}={value}" for name, value in self.options.items())
        return f"{self.name}{part}{options}"


def read_asked(dataset: str, text: str | None, example: str, options: tuple[str, ...]) -> Asked:
    """Read `NAME[:PART][,OPTION=VALUE...]`.

    Args:
        dataset: The dataset's own name.
        text: What stands behind it and its colon.
        example: A whole name that is right, for the hint.
        options: The options that there are.

    Raises:
        MyceliumError: MYC262, if there is no name, or an option is unknown or has no value.
    """
    head, *given = (text or "").split(",")
    name, _, part = head.partition(":")
    if not name.strip():
        raise _unfit(dataset, "it does not say which", f"for instance `{example}`")
    found: dict[str, str] = {}
    for item in given:
        option, equals, value = (piece.strip() for piece in item.partition("="))
        if option not in options:
            hint = nearest(option, options) or f"its options are {', '.join(options)}"
            raise _unfit(dataset, f"there is no option {option!r}", hint)
        if not equals or not value:
            raise _unfit(dataset, f"the option {option!r} has no value", f"`{example}`")
        found[option] = value
    return Asked(dataset, name.strip(), part.strip(), found)


def _unfit(dataset: str, what: str, hint: str = "") -> MyceliumError:
    told = hint or "options stand behind a comma, as in `,n=50`"
    return MyceliumError(Diagnostic("MYC262", f"{dataset}: {what}", hint=told, subject=dataset))
