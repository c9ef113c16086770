"""A view as line, strip, bars, map or scatter, with what belongs to a picture: headline, source, sharing."""
