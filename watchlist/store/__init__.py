"""The store: tables, migrations, and reading and writing each noun. SQLite by default, PostgreSQL by URL."""
