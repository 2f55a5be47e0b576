"""Partners in the chat: offers to people, the menu of a partner's people, figures for managers."""
