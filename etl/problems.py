"""What can go wrong, as sentences for the person who must act: what, where, likely why, what to do.

Every exception here carries one or more whole sentences. The command line prints them as they are, so a message
never needs a stack trace beside it to be understood.
"""


class Problem(Exception):
    """Something a person must look at; `str()` is the sentence to show."""


class DefinitionProblem(Problem):
    """A definition file says something the pipeline does not know. Found before any download."""


class SourceProblem(Problem):
    """A source could not be read whole. Holds back the indicators that need it, never the others."""


class CheckProblem(Problem):
    """Figures arrived but cannot be right; a snapshot with them must not go live."""


class CorrectionProblem(CheckProblem):
    """A correction by hand no longer meets what it was made for. Nothing is published until a person has looked."""


class SnapshotProblem(Problem):
    """A snapshot on disk is missing, damaged or of another schema."""
