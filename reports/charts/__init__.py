"""Pictures of reports. Only here is anything drawn; which figures, the reports know.

A picture is made of a `reports.tables.Report` and nothing else. `drawing.picture` is the way in; it
needs the extra `charts`, so nobody imports this room before a picture is asked for.
"""
