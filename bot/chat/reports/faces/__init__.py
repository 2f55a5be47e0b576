"""Reports as pictures and files: asked for with a button or a command, sent as outbox rows."""
