"""What CRMs say of leads: heard by webhook and by polling, told apart from our own echo, followed."""
