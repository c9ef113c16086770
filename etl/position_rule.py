"""Reading the rule for the three positions: labels, thresholds with their reasons, where commuters come from, and who was overruled."""

from datetime import date
from pathlib import Path

from etl.blocks import Block, nearest, read
from etl.model import Override, PositionRule, Threshold
from etl.periods import parse
from etl.problems import DefinitionProblem, SourceProblem
from etl.regions import level
from etl.typology import KEYS, SMALLEST_SHARE

_TABLES = ("labels", "thresholds", "stability", "commuting", "examples")


def position_rule(path: Path, overruled: Path) -> PositionRule:
    """The rule in a file such as positions.toml, with the positions people gave against it in a file such as position_overrides.toml.

    Raises `DefinitionProblem` naming the table or key that is missing or unknown.
    """
    blocks = {block.name: block for block in read(path)}
    for name in _TABLES:
        if name not in blocks:
            raise DefinitionProblem(f"{path.name}: the table [{name}] is missing.")
    for name in blocks:
        if name not in _TABLES:
            raise DefinitionProblem(f"{path.name}: the table [{name}] is not known here.{nearest(name, _TABLES)}")
    labels, examples = {}, {}
    for position in (1, 2, 3):
        label = Block(path.name, f"labels.{position}", blocks["labels"].take(str(position), dict))
        labels[position], examples[position] = label.take("name", str), label.take("example", str)
        label.finish()
    blocks["labels"].finish()
    thresholds = tuple(_threshold(Block(path.name, f"thresholds.{key}", blocks["thresholds"].take(key, dict))) for key in KEYS)
    blocks["thresholds"].finish()
    spread, firm = (blocks["stability"].take(key, float) for key in ("spread", "firm"))
    if not 0 < spread < 1 or not 0 < firm <= 1:
        raise blocks["stability"].problem("spread and firm are parts of 1, such as 0.2 and 0.9.")
    blocks["stability"].finish()
    commuting = blocks["commuting"]
    known = {code: blocks["examples"].take(code, int) for code in list(blocks["examples"].content)}
    rule = PositionRule(
        labels=labels,
        examples=examples,
        thresholds=thresholds,
        spread=spread,
        firm=firm,
        known=known,
        overrides={block.name: _override(block) for block in read(overruled)},
        commuting_table=commuting.take("table", str),
        commuting_measure=commuting.take("measure", str),
        commuting_from=commuting.take("from", str),
        commuting_to=commuting.take("to", str),
        commuting_period=commuting.take("period", str),
        commuting_caution=commuting.take("caution", str),
    )
    commuting.finish()
    try:
        parse(rule.commuting_period)
    except SourceProblem as error:
        raise commuting.problem(f"period: {error}") from None
    for code, position in known.items():
        if level(code) != "municipality" or position not in labels:
            raise blocks["examples"].problem(f"'{code} = {position}' must pair the code of a municipality with 1, 2 or 3.")
    return rule


def _threshold(block: Block) -> Threshold:
    """A threshold whose own value is among those a reader may try, so that the way back to it exists."""
    tried = block.take("try", list)
    if len(tried) != 3 or not all(isinstance(n, int | float) and not isinstance(n, bool) and n > 0 for n in tried) or tried[0] >= tried[1]:
        raise block.problem("try holds three numbers above 0: the lowest value, the highest, and the step.")
    lowest, highest, step = (float(n) for n in tried)
    choices = tuple(round(lowest + i * step, 6) for i in range(round((highest - lowest) / step) + 1))
    threshold = Threshold(
        block.name.split(".")[-1],
        block.take("value", float),
        block.take("name", str),
        block.take("unit", str),
        block.take("reason", str),
        choices,
    )
    block.finish()
    if threshold.key.endswith("_share") and lowest < SMALLEST_SHARE:
        raise block.problem(f"try starts at {lowest:g}, but a snapshot keeps no shares below {SMALLEST_SHARE:g}.")
    if threshold.value not in choices:
        raise block.problem(f"value {threshold.value:g} is not among the values of try, from {lowest:g} by {step:g} to {highest:g}.")
    return threshold


def _override(block: Block) -> Override:
    if level(block.name) != "municipality":
        raise block.problem("the name of the table must be the code of a municipality, such as [GM0355].")
    override = Override(
        block.take("position", int), block.take("reason", str), block.take("author", str), block.take("date", date).isoformat()
    )
    if override.position not in (1, 2, 3):
        raise block.problem(f"position must be 1, 2 or 3, not {override.position}.")
    block.finish()
    return override
