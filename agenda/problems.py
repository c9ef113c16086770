"""What can go wrong in a meeting, as Dutch sentences for whoever holds the phone or stands before the room."""

from etl.problems import Problem


class Refused(Problem):
    """Something that cannot be done now; the sentence says why, what was kept and what to do."""


class Unknown(Refused):
    """A code or a private link that belongs to no meeting: never existed, or was deleted. Both get the same sentence."""


class Outside(Refused):
    """A form or question of somebody who does not take part in the meeting of that code."""


class Clash(Refused):
    """Two people changed the same thing at the same moment; nothing of this one was kept."""


class Resent(Refused):
    """A form that was received before, and now comes with other words."""


class Away(Problem):
    """The database cannot be reached or used; nothing was written that was not confirmed."""


class Newer(Away):
    """The database was written by a newer monitor; nothing was changed in it."""
