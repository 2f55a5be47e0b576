"""A local Bot API server with a browser messenger: Telegram for development and tests."""
