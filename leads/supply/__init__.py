"""What can be sold now: stock and seasons, who waits for a product, and what its coming back means.

Pure rules and use cases over ports. Where stock is asked for is `crm_sync.supply`, rows are
storage's, words templates'.
"""
