"""How leads come along the funnel: the same leads from the enquiry to the sale."""
