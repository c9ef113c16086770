"""Larger pieces of the pages about a city, a theme and a region."""
