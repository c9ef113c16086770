"""What stands around every page and keeps it quick: frame, menu, house style, and small things kept or made aside."""
