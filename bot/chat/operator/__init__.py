"""Operator mode: /call answers the quiz for a caller, /hangup ends it with the link for them."""
