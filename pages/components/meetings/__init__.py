"""The page of the presenter who leads a meeting on the knowledge agenda."""
