"""Engines: where the index lives. One protocol (`base`), today one embedded engine."""
