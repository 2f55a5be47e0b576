"""People who wait for an answer: who is called, what they are told, when it is too much."""
