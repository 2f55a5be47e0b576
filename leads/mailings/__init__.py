"""Mailings to a segment: whom they reach, how they are agreed on, run, and judged."""
