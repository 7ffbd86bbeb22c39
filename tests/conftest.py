"""What holds for all tests, however they are started."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Have Ctrl-C work in the processes that tests start.

    A shell starts a background job with the signal ignored, and children inherit that;
    some tests send it, and expect what a user at a terminal gets.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
