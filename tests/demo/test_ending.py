"""The demo ends in order, however often it is told to."""

import os
import signal
import time

from hotline_web.command.trying import ending_on_signals


def test_a_second_signal_does_not_cut_the_ending_short() -> None:
    before = signal.getsignal(signal.SIGTERM)
    put_in_order = False
    with ending_on_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                os.kill(os.getpid(), number)
            time.sleep(0.05)
            put_in_order = True
    assert put_in_order
    assert signal.getsignal(signal.SIGTERM) == before
