"""Surveys after a purchase: when people are asked, what their grades cause, the closed loop."""
