"""The page of reports in the chat: its link, the question whose browser waits, and shutting all."""
