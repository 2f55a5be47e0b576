"""The program and its faces: the command line, Telegram, the sandbox."""
