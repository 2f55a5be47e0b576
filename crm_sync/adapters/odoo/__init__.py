"""Odoo: leads of one database over JSON-2 from version 19, over JSON-RPC before."""
