"""The sheets that the starter courses give out, made by `make worksheets`: docs/worksheets.md."""
