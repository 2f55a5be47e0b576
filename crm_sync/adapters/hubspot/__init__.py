"""HubSpot: deals of one account over the dated API, by a service key or OAuth."""
