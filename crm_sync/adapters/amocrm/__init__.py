"""amoCRM and Kommo: leads of one account over API v4, by a long-lived token or OAuth."""
