"""What happens when nobody types: due touches, the outbox, meetings."""
