"""Running programs exactly, in worker processes that can be stopped from outside."""

from mycelium.executor.limits import Limits
from mycelium.executor.pool import Executor

__all__ = ["Executor", "Limits"]
