"""Words that a person types after a grade: the reason, in a turn of the conversation."""
