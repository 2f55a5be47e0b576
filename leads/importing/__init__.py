"""Bringing an existing base in: its rows as values, and what becomes of them. No files, no SQL."""
