"""Sums over orders by client and month, and by cohort, kept ready for reports.

Triggers note whose orders have changed, whoever changed them; the sums of those clients are written
anew from their orders, so nothing is ever added up twice, and what that changes is added to their
cohorts. Which month an order lies in, and whether sums serve a question at all, is decided by the
months in `rollup_months`, those of the company's clock. What reads the sums is
`storage.reports.rolled`.
"""
