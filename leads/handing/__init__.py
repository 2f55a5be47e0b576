"""Handing a lead on: whose it is changes, by a colleague's word here or by sales in a CRM."""
