"""Everything that a browser can ask the site, asked wrongly."""
