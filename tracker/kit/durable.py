"""What has to last through a loss of power."""

import os
from pathlib import Path


def make_durable(folder: Path) -> None:
    """Make a rename in ``folder`` last through a loss of power."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
