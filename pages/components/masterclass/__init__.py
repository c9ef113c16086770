"""A story over the whole screen, and the ways to open one."""
