"""The HTML report of a scenario, for the person who writes it and the one who signs it off.

`views` gathers what there is to tell, `words` puts conditions into words, `page` makes one HTML
file of it that needs nothing from outside. What follows from what is `dialogs.document`'s.
"""
