"""Triggers that keep the history as it was written, in both databases.

Entries are never changed or removed; a version is closed once, from open to a moment. Whoever owns the database can
drop these, which is why the tree of hashes exists beside them (docs/history.md).
"""

import re

from sqlalchemy import Table

from tracker.store.tables import VERSIONED, Facet, HistoryEntry
from tracker.store.tables.versions import table_of

SEALED: tuple[Table, ...] = (table_of(HistoryEntry),)
"""Tables whose rows are only ever added."""

CLOSABLE: tuple[Table, ...] = (*(versions for _, versions in VERSIONED.values()), table_of(Facet))
"""Tables whose rows may change once: ``recorded_to`` from open to a moment."""

_CAST = re.compile(r"\(((?:new|old)\.\w+)\)::text")
OPEN_TEXT = "9999-12-31T00:00:00.000000Z"


def statements(dialect: str) -> list[str]:
    """The statements that set up every guard, for ``sqlite`` or ``postgresql``."""
    if dialect == "sqlite":
        return [sql for table in (*SEALED, *CLOSABLE) for sql in _sqlite(table).values()]
    return [*_POSTGRES_FUNCTIONS, *(sql for table in (*SEALED, *CLOSABLE) for sql in _postgres(table).values())]


def _sqlite(table: Table) -> dict[str, str]:
    name = table.name
    keys = " AND ".join(f"{c.name} = new.{c.name}" for c in table.primary_key.columns)
    there = f"EXISTS (SELECT 1 FROM {name} WHERE {keys})"  # noqa: S608 - own names
    stop = f"BEGIN SELECT RAISE(ABORT, 'the history is append-only: {name}'); END"
    guards = {
        f"{name}_no_delete": f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {stop}",
        # INSERT OR REPLACE deletes without firing delete triggers unless recursive_triggers is on.
        f"{name}_no_replace": f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {there} {stop}",
    }
    when = "" if table in SEALED else f"WHEN NOT ({_closes(table, 'IS')}) "
    guards[f"{name}_no_update"] = f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {when}{stop}"
    return guards


def _postgres(table: Table) -> dict[str, str]:
    name = table.name
    row = f"FOR EACH ROW EXECUTE FUNCTION history_is_append_only('{name}')"
    when = "" if table in SEALED else f"WHEN (NOT ({_closes(table, 'IS NOT DISTINCT FROM')})) "
    return {
        f"{name}_no_update": f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} FOR EACH ROW {when}"
        f"EXECUTE FUNCTION history_is_append_only('{name}')",
        f"{name}_no_delete": f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {row}",
        f"{name}_no_truncate": f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('{name}')",
    }


def _closes(table: Table, same: str) -> str:
    """The condition under which an update only closes an open row."""
    open_ = (
        f"old.recorded_to = '{OPEN_TEXT}' AND new.recorded_to < '{OPEN_TEXT}' AND new.recorded_to >= old.recorded_from"
    )
    rest = " AND ".join(f"new.{c.name} {same} old.{c.name}" for c in table.columns if c.name != "recorded_to")
    return f"{open_} AND {rest}"


_POSTGRES_BODY = "BEGIN RAISE EXCEPTION 'the history is append-only: %', TG_ARGV[0]; END"
_POSTGRES_FUNCTIONS = (
    f"""CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ {_POSTGRES_BODY} $$""",
)


def expected(dialect: str) -> frozenset[str]:
    """The names of the guards that a database must have."""
    return frozenset(described(dialect))


def described(dialect: str) -> dict[str, str]:
    """Each guard by its name, in the words in which the database itself describes it (see ``DESCRIBED_BY``)."""
    tables = (*SEALED, *CLOSABLE)
    if dialect == "sqlite":
        return {name: one_line(sql) for table in tables for name, sql in _sqlite(table).items()}
    described = (_postgres_described(table).items() for table in tables)
    return {name: f"{one_line(sql)} {_POSTGRES_BODY}" for guards in described for name, sql in guards}


def one_line(sql: str) -> str:
    """``sql`` in one line, without quotes of names and casts of columns, so that what says the same is the same."""
    return _CAST.sub(r"\1", " ".join(sql.replace('"', "").split()))


DESCRIBED_BY = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # Without the schema, which the tables in sight need not name; those of another schema guard nothing here.
    "postgresql": """
        SELECT t.tgname, replace(pg_get_triggerdef(t.oid), quote_ident(n.nspname) || '.', '') || ' ' || p.prosrc
        FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)""",
}
"""Asks a database for its triggers: name and description. PostgreSQL adds the body of the function that is called, and
writes moments as its settings say: ISO and UTC are needed."""


def _postgres_described(table: Table) -> dict[str, str]:
    """The statements as PostgreSQL writes them: every part in brackets, and no "is not distinct from"."""
    found = _postgres(table)
    if table not in SEALED:
        open_ = "'9999-12-31 00:00:00+00'::timestamp with time zone"
        closes = [f"old.recorded_to = {open_}", f"new.recorded_to < {open_}", "new.recorded_to >= old.recorded_from"]
        rest = [f"NOT (new.{c.name} IS DISTINCT FROM old.{c.name})" for c in table.columns if c.name != "recorded_to"]
        parts = " AND ".join(f"({part})" for part in (*closes, *rest))
        name = table.name
        found[f"{name}_no_update"] = (
            f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} FOR EACH ROW WHEN ((NOT ({parts}))) "
            f"EXECUTE FUNCTION history_is_append_only('{name}')"
        )
    return found
