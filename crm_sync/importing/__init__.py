"""Tables of an existing base (CSV, XLSX) → rows to be brought in, or what is wrong with them."""
