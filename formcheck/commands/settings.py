"""Flags that commands share, turned into the pipeline's options; and `formcheck limits`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.commands.console import print_document, print_table
from formcheck.errors import OptionError, printable
from formcheck.machine.limits import WorkLimits, number_typed
from formcheck.thresholds import Thresholds, limits_table

if TYPE_CHECKING:
    from formcheck.pipeline.options import Options

_SET = "Write --set NAME=VALUE, for example --set good_morning_gain_deg=6."


@dataclass(frozen=True)
class Settings:
    """The flags on how to analyze a clip; None is "not given".

    Attributes:
        limits: A TOML file of limits.
        changes: Single limits as "NAME=VALUE", which go before those of the file.
    """

    lift: str | None = None
    variant: str | None = None
    lifter: int | None = None
    model: Path | None = None
    limits: Path | None = None
    changes: tuple[str, ...] = ()
    use_cache: bool = True

    def options(self, workers: int | None = None) -> Options:
        """The pipeline's options.

        Raises:
            OptionError: Lift and variant do not go together, a limit is unknown or out of range,
                a file of limits is unreadable, or an environment variable of `WorkLimits` is wrong.
        """
        thresholds = self.thresholds()  # first, before slow imports
        WorkLimits.from_environment()
        from formcheck.pipeline.options import Options, check_options

        options = Options(
            lift=self.lift,
            variant=self.variant,
            model=self.model,
            lifter=self.lifter,
            thresholds=thresholds,
            use_cache=self.use_cache,
            workers=workers,
        )
        check_options(options)
        return options

    def thresholds(self) -> Thresholds:
        """The limits of the file, with single changes on top."""
        changes = dict(map(_change, self.changes))
        if self.limits:
            return Thresholds.from_toml(self.limits, changes)
        return Thresholds.from_values(changes)


def _change(text: str) -> tuple[str, float]:
    name, sign, value = text.partition("=")
    if not name.strip() or not sign:
        missing = "value" if name.strip() else "name"
        raise OptionError(f"--set {text}: the {missing} is missing.", _SET)
    try:
        return printable(name.strip()), number_typed(value)
    except ValueError:
        raise OptionError(f"--set {text}: {value!r} is not a number.", _SET) from None


def print_limits(*, as_toml: bool) -> None:
    """Write the limits to standard output."""
    if as_toml:
        print_document(Thresholds().to_toml())
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "value", "range", "unit"):
        table.add_column(heading, no_wrap=True)
    table.add_column("reason", overflow="fold", min_width=30)
    table.add_column("source", overflow="fold")
    for row in limits_table():
        about, span = row.about, f"{row.low:g} to {row.high:g}"
        table.add_row(row.name, f"{row.default:g}", span, about.unit, about.reason, about.source)
    print_table(table)
