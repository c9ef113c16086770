"""Reading the rule for the three positions: labels, thresholds with their reasons, and where commuters come from."""

from dataclasses import fields
from pathlib import Path

from etl.blocks import Block, nearest, read
from etl.model import PositionRule, Threshold
from etl.periods import parse
from etl.problems import DefinitionProblem, SourceProblem
from etl.regions import level
from etl.typology import Thresholds


def position_rule(path: Path) -> PositionRule:
    """The rule in a file such as positions.toml. Raises `DefinitionProblem` naming the table or key that is missing or unknown."""
    blocks = {block.name: block for block in read(path)}
    for name in ("labels", "thresholds", "commuting", "examples"):
        if name not in blocks:
            raise DefinitionProblem(f"{path.name}: the table [{name}] is missing.")
    for name in blocks:
        if name not in ("labels", "thresholds", "commuting", "examples"):
            raise DefinitionProblem(
                f"{path.name}: the table [{name}] is not known here.{nearest(name, ('labels', 'thresholds', 'commuting', 'examples'))}"
            )
    labels, examples = {}, {}
    for position in (1, 2, 3):
        label = Block(path.name, f"labels.{position}", blocks["labels"].take(str(position), dict))
        labels[position], examples[position] = label.take("name", str), label.take("example", str)
        label.finish()
    blocks["labels"].finish()
    thresholds = []
    for field in fields(Thresholds):
        block = Block(path.name, f"thresholds.{field.name}", blocks["thresholds"].take(field.name, dict))
        thresholds.append(Threshold(field.name, block.take("value", float), block.take("unit", str), block.take("reason", str)))
        block.finish()
    blocks["thresholds"].finish()
    commuting = blocks["commuting"]
    known = {code: blocks["examples"].take(code, int) for code in list(blocks["examples"].content)}
    rule = PositionRule(
        labels=labels,
        examples=examples,
        thresholds=tuple(thresholds),
        known=known,
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
