"""The composition root: settings, construction, start and stop; knows every room."""
