"""What the plugin offers. This module is imported at every start, so it imports nothing heavy."""

from mycelium.hookspecs import hookimpl
from mycelium.specs import CommandSpec, DatasetSpec, PassSpec
from mycelium_ir.functions import Function
from mycelium_ir.kinds import Kind

HOOK_VERSION = 1


@hookimpl
def mycelium_functions():
    return [
        Function(
            name="fibonacci",
            operands=(Kind.NUMBER,),
            result=Kind.NUMBER,
            doc="the n-th Fibonacci number, from fibonacci(0) = 0 and fibonacci(1) = 1",
            lower="mycelium_fibonacci.functions:fibonacci",
            example=("fibonacci(10)", "55"),
        )
    ]


@hookimpl
def mycelium_passes():
    return [
        PassSpec(
            name="recognise",
            load="mycelium_fibonacci.passes:Recognise",
            doc="writes the whole program where a problem asks for a Fibonacci number",
            requires=frozenset({"problem"}),
            provides=frozenset({"expressions", "wired", "goal"}),
            options="{first=0}",
        )
    ]


@hookimpl
def mycelium_datasets():
    return [
        DatasetSpec(
            name="rabbits",
            load="mycelium_fibonacci.datasets:rabbits",
            doc="four problems about Fibonacci numbers",
        )
    ]


@hookimpl
def mycelium_commands():
    return [
        CommandSpec(
            name="fibonacci",
            load="mycelium_fibonacci.commands:fibonacci",
            doc="Print the first Fibonacci numbers.",
        )
    ]
