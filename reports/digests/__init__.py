"""What is told by itself, for a meeting: a report put together from others, never counted anew."""
