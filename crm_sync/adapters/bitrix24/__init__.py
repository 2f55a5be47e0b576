"""Bitrix24: leads or deals of one portal over its REST, by webhook or OAuth."""
