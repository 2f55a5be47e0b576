"""What a report is asked for, in plain words: a period and filters, understood or asked back."""
