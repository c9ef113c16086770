"""Benchmarks: our pages beside their peers, in one run. `python -m tests.benchmarks` writes docs/benchmarks.md.

Every figure is a ratio of two medians that were measured alternately on one machine in one run; an absolute time proves nothing. All
traffic stays on 127.0.0.1, every server gets a free port of its own and is ended when its part is done.
"""
