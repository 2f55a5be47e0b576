"""A scenario as something to look at: which step follows which, and where boxes and lines go.

Nothing here has words for people or draws; that is for whoever shows it.
"""
