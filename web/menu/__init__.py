"""The menu of a signed-in member: four places for everyone, and entries that their roles open.

Each app declares its entries in its module `menu`, in a list called `ENTRIES`. To add one, add an
`Entry` to that list and its French to the catalogue.
"""
