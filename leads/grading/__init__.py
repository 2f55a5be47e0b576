"""What companies can become, how likely leads are won, and what follows for them."""
