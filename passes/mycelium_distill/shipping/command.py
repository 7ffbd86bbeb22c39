"""`mycelium pack`: trained weights, quantised, in the folder that ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import options
from mycelium.cli.console import out, out_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

BITS = ("mlp=6", "self_attn=6", "embed_tokens=5", "default=8")
"""Bits by a part of tensors' names: what was measured to cost nothing, and fits 96 MB."""


def pack(
    trained: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Weights that `mycelium train` wrote.")
    ],
    output: Annotated[str, typer.Option("-o", "--output", metavar="FOLDER", help="Where they go.")],
    bits: Annotated[
        list[str] | None,
        typer.Option(
            "--bits",
            metavar="PART=BITS",
            help="Bits (4, 5, 6, 8 or 16) of tensors whose name holds a part; may be repeated. "
            f"If not said: {', '.join(BITS)}.",
            show_default=False,
        ),
    ] = None,
    card: Annotated[
        str | None,
        typer.Option("--card", metavar="FILE.md", help="The model card; what was there if none."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What `mycelium weights` calls them.")
    ] = None,
    trained_on: Annotated[
        list[str] | None,
        typer.Option(
            "--trained-on",
            metavar="TEXT",
            help="What `mycelium weights` says they were trained on; may be repeated.",
            show_default=False,
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """Quantise trained weights: round to nearest by groups of 64, in files of at most 48 MB.

    Examples:
      mycelium pack weights/ -o shipped/
      mycelium pack weights/ -o shipped/ --bits mlp=4 --bits default=8
    """
    from mycelium_passes.weights import find_weights, load_weights, save_weights

    folder = find_weights(trained)
    tensors, config = load_weights(folder)
    told = {"name": name, "trained_on": trained_on}
    config = {**config, **{key: value for key, value in told.items() if value}}
    target = Path(output)
    if target.resolve() == folder.resolve():
        raise _usage("weights cannot be packed into their own folder", "name another with -o")
    size = save_weights(
        target,
        tensors,
        config,
        bits=bits_of(bits or BITS),
        tokenizer=(folder / "tokenizer.json").read_text("utf-8"),
        card=_card(Path(card) if card else folder / "README.md", asked=card is not None),
    )
    if json:
        out_json({"ok": True, "folder": output, "bytes": size})
        return
    out(f"{size:,} bytes in {output}")


def bits_of(told: Sequence[str]) -> dict[str, int]:
    """From `mlp=5` and the like to bits by part of a name.

    Raises:
        MyceliumError: MYC231, if one is of another form.
    """
    found: dict[str, int] = {}
    for one in told:
        part, equals, number = one.partition("=")
        if not part or not equals or number not in ("4", "5", "6", "8", "16"):
            raise _usage(f"`{one}` says no bits", "write for instance --bits mlp=5")
        found[part] = int(number)
    return found


def _card(path: Path, *, asked: bool) -> str | None:
    if not path.exists() and not asked:
        return None
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise _usage(f"the card {path} cannot be read: {error}", "name a text file") from None


def _usage(what: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", what, hint=hint))
