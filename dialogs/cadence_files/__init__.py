"""Cadences as files: read strictly, every mistake with its place."""
