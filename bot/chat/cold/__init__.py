"""The cold funnel in the chat: /invite gives a personal link, opening it binds the chat."""
