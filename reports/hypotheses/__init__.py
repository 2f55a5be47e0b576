"""What marketing tries, and what it earned 3 and 6 months later."""
