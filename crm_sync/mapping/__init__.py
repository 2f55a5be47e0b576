"""Which of our values goes into which field of a CRM and back: the only room that names them."""
