"""Sums for reports, read beside the writer. What a figure means is told in `reports`."""
