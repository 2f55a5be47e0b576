"""Leads that do not decide: why, by both sides, how long they think, and what came of them."""
