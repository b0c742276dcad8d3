"""What serving processes need: templates and stylesheet as they are sent, compression, lines, and
files that hold a state."""
