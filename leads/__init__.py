"""The domain in the words of the trade; no input or output."""
