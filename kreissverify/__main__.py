"""``python -m kreissverify`` is the command line."""

import sys

from kreissverify.cli import main

if __name__ == "__main__":
    sys.exit(main())
