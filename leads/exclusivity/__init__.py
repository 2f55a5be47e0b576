"""Clients who are exclusive in something: who competes with them, and what a manager decides."""
