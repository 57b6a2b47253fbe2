"""``python -m kreissverify`` is the command line."""

import sys

from kreissverify.system.garbage import collect_rarely

if __name__ == "__main__":  # a worker process runs this file also, and needs no command line
    collect_rarely()  # before the rooms are loaded, which is when most objects are made
    from kreissverify.cli import main

    sys.exit(main())
