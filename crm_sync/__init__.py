"""Results out, stages in: other outside systems behind one contract."""
