"""The steps of the schema, oldest first. A step that has shipped is never changed."""
