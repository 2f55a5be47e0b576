"""Products that can't be sold now, in conversations: not offered, told kindly, waited for.

Whether a product can be sold is `leads.supply`; here is what that means for questions and answers.
"""
