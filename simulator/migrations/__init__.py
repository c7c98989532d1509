"""The history of the database's shape; run by store.py, never by hand."""
