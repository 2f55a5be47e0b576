"""From outbox rows to calls: what is written of a lead, once, and what came of it."""
