"""Everything that can be asked of the house, asked wrongly."""
