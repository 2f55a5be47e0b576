"""Reports and lists as files: XLSX and CSV. What a cell holds is text or a number, never a formula.

XLSX needs the extra `xlsx`, CSV nothing. Which figures, the reports know.
"""

LEADS = "leads"
"""The list of leads, beside the ids of reports."""
