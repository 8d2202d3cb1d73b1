"""A worker process for the tests: the database's address, the number of threads, then the module path."""

import sys

URL, THREADS, *PATH = sys.argv[1:]
sys.path[:] = PATH

from hotline_platform.jobs.runner import run  # noqa: E402 - the path comes first
from hotline_platform.settings import Settings  # noqa: E402
from tests.platform.jobs import declared  # noqa: E402, F401 - declares the jobs

if __name__ == "__main__":
    settings = Settings(environment="test", urls={"app": URL}, secret="s" * 32, seal_key="k" * 32)
    run(settings, threads=int(THREADS), with_scheduler=False)
