"""Forms of our sites as ways into a scenario: what their fields answer, and what follows."""
