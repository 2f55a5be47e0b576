"""EspoCRM: opportunities of one server, by an API user's key."""
