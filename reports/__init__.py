"""The read side: one metric dictionary for tables, pictures and exports."""
