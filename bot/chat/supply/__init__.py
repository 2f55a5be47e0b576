"""Supply where people read and write: the offer to wait, the word that a product is back, what
staff are told and may say. Rules are `leads.supply`."""
