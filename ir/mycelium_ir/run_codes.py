"""Error codes of running a program, and of the tools that read and rewrite programs."""

from __future__ import annotations

from mycelium_ir.code import Code

RUN_CODES: dict[str, Code] = {}
