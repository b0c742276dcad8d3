"""How pages leave the process: templates and stylesheet as they are sent, compression, lines."""
