"""Links in the chat: /link makes one with its code, and links of known people bind them."""
