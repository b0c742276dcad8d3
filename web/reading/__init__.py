"""How what people type is read: names and codes."""
