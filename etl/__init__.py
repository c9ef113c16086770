"""Midsize Monitor's pipeline: CBS open data and definition files in, one verified snapshot out."""
