"""Where stock and seasons are asked for: a file, an HTTP service, an accounting system.

Sources read; what their answers mean is `leads.supply`.
"""
