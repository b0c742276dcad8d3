"""How answers leave the process: its lines, and what is compressed."""
