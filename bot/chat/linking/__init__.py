"""Links in the chat: /link makes one with its code to print, and links of known people bind them."""
