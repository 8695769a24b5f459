"""What people set for themselves: saved views, preferences, and the links by which a letter is sent no more."""

from tracker.store.migrations.scripts import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables and indexes, from the script of the database in use."""
    run_script(__file__)


def downgrade() -> None:
    """There is no way back: the history must not shrink. Restore a backup instead."""
    raise NotImplementedError
