"""Forms of our sites: what they send us, and how whoever sent one goes on in the chat."""
