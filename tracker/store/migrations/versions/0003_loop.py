"""The closed loop and who may do what: reports, requests, objections, evidence; accounts, sessions, tokens, limits."""

from tracker.store.migrations.scripts import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables, columns, indexes and guards, from the script of the database in use."""
    run_script(__file__)


def downgrade() -> None:
    """There is no way back: the history must not shrink. Restore a backup instead."""
    raise NotImplementedError
