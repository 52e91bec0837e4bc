"""Reads what people write in the query language. Imported when a query is saved or tried, never to listen."""
