"""Telegram in, Telegram out: no business rules, no SQL."""
