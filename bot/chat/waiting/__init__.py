"""What managers are told of people who wait: nobody took a lead, an answer is late, all is full."""
