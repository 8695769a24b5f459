"""The register watches itself: rule packs in force, the sweep, the ledger of jobs, editions and the outbox."""

from tracker.store.migrations.scripts import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, indexes and guards, from the script of the database in use."""
    run_script(__file__)


def downgrade() -> None:
    """There is no way back: the history must not shrink. Restore a backup instead."""
    raise NotImplementedError
