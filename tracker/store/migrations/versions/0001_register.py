"""The first form of the register: records, their versions, the history and its guards."""

from tracker.store.migrations.scripts import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, indexes and guards, from the script of the database in use."""
    run_script(__file__)


def downgrade() -> None:
    """There is no way back: the history must not shrink. Restore a backup instead."""
    raise NotImplementedError
