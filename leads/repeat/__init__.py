"""The next purchase of a client: when it is expected, what is offered then, who is to act."""
