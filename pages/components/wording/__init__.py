"""Figures, views and verdicts in Dutch words. Words out, no page."""
