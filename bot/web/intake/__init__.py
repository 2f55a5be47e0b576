"""Forms of sites come in: proven, stored, answered at once. What follows is `dialogs.forms`."""
