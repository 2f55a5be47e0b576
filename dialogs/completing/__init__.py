"""Asking only what is missing of somebody whose other answers are known."""
