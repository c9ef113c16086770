"""The knowledge agenda: a meeting whose participants answer on their phones, kept in a database, and taken home as a document.

Knows nothing of Streamlit: `web` answers the phones, the presenter's page calls `store`, and `export` writes the files.
"""
