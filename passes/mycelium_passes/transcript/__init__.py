"""A program as the trunk reads and writes it: a row of symbols behind the problem's text.

    <whole> @0 divide @1 @2 add <go> @0 divide 48/2=24. @2 add 48+24=72. <end>

First what the plan knows of each clause, then the steps in order of execution. An
earlier result stands as its value, or as a hole where that is no rational number.
"""

from mycelium_passes.transcript.cleaning import Clean, clean
from mycelium_passes.transcript.symbols import Symbols
from mycelium_passes.transcript.transcribe import Operand, Transcript, Written, transcribe
from mycelium_passes.transcript.values import rational_values, stated

__all__ = [
    "Clean",
    "Operand",
    "Symbols",
    "Transcript",
    "Written",
    "clean",
    "rational_values",
    "stated",
    "transcribe",
]
