"""What pictures are drawn on: marks with places and inks, themes, type, and the painting itself."""
