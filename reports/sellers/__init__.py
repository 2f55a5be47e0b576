"""What sellers have on their hands: load and results, speed, order in the base, effort."""
