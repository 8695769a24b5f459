"""The first form of the register: records, their versions, the history and its guards."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, indexes and guards, from the script of the database in use."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    script = Path(__file__).with_suffix(f".{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n\n"):
        # As text() it would be searched for parameters after every colon; the driver looks after percent signs.
        op.get_bind().exec_driver_sql(
            statement.rstrip(";\n").replace("%", "%%") if postgresql else statement.rstrip(";\n")
        )


def downgrade() -> None:
    """There is no way back: the history must not shrink. Restore a backup instead."""
    raise NotImplementedError
