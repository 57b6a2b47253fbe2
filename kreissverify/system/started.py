"""When this process loaded the package, which is before it reads any theorem file."""

import time

__all__ = ["STARTED"]

#: In seconds of the clock, as the times of files are.
STARTED = time.time()
