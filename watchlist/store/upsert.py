"""Insert unless it is there, in the words of either database."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_or_ignore(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert one row; False when one with its keys is there already, which then stays as it is."""
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing()
    # The rows that come back are counted: drivers do not agree on a row count here.
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def insert_or_update(
    connection: sa.Connection, table: sa.Table, values: Mapping[str, Any], keys: Sequence[str]
) -> None:
    """Insert one row, or give the row with the same `keys` these values."""
    changed = {name: value for name, value in values.items() if name not in keys}
    statement = _insert(connection, table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def add_to(connection: sa.Connection, table: sa.Table, keys: Mapping[str, Any], column: str, amount: int) -> None:
    """Add to a counter, which starts at 0."""
    statement = _insert(connection, table).values(**keys, **{column: amount})
    changed = {column: table.c[column] + amount}
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=changed))


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
