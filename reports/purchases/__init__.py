"""What clients buy: cohorts, retention, lifetime value, classes by revenue, the average cheque."""
