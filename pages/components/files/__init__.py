"""The rows of the screen as files, and at plain addresses for programs."""
