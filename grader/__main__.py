"""``python -m grader`` is the command ``grader``.

Python puts the folder in which this is typed before all libraries, and that may be a student's,
with a ``rich.py`` in it: it is taken out before anything is imported, as ``python -P`` does.
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]

from grader.cli import main

if __name__ == "__main__":
    main()
