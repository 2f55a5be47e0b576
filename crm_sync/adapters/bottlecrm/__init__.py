"""BottleCRM: deals of one organisation on a server of one's own, by a personal token."""
