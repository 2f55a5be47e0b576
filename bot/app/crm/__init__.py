"""Part of the composition root: accounts of CRMs, from their files to what delivers to them."""
