"""What marketing and sales agreed on for each month, against what came."""
