"""Make the project's environment in ``.venv``, with nothing but Python 3.11, pip and this folder.

``python3 tools/bootstrap.py runtime`` installs what the register needs to run, ``dev`` what its tests need as well; a
second call finds that nothing has changed and returns at once. This file is kept so plain that an older Python can read
it, and say that it is too old; tools/environment.py does the work.
"""

import sys

OLDEST = (3, 11)

if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit("install: Python 3.11 or newer is needed, and " + sys.executable + " is " + sys.version.split()[0])
    import environment

    sys.exit(environment.main(sys.argv[1:]))
