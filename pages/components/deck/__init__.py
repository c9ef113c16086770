"""Slides for PowerPoint with native, editable charts. `slides` makes them of views and stories, `book` writes the file.

Nothing is imported here: the process that writes files loads `book` and what it needs, and neither Streamlit nor the figures.
"""
