"""Running the SQL script that stands beside a migration."""

from pathlib import Path

from alembic import op


def run_script(migration: str) -> None:
    """Run the statements of the script with the name of ``migration`` for the database in use."""
    name = op.get_bind().dialect.name
    script = Path(migration).with_suffix(f".{name}.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n\n"):
        # As text() it would be searched for parameters after every colon; the driver looks after percent signs.
        plain = statement.rstrip(";\n")
        op.get_bind().exec_driver_sql(plain.replace("%", "%%") if name == "postgresql" else plain)
