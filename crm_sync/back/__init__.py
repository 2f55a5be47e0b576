"""What CRMs say of leads: heard by webhook and by polling, told from our own echo."""
