"""Surveys after a purchase where people read and write: the question, the thanks, the alert to
staff, what was done. Rules are `leads.surveys`."""
