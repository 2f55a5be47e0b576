"""Mailings where managers and sales read and write: the desk, its screens, what people get. Rules
are `leads.mailings`."""
