"""What all tests share: property tests try the same examples every time, so that a red run can be repeated."""

from hypothesis import settings

settings.register_profile("midsize", deadline=None, derandomize=True)
settings.load_profile("midsize")
