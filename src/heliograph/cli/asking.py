"""The command that asks a language model for an opinion: second-reader."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import json_lines, progress_bars, say
from heliograph.egress.endpoint import endpoint_of

NO_ANSWER = 1


@click.command("second-reader")
@click.option(
    "--endpoint", "url", required=True, help="An OpenAI-compatible one, http://127.0.0.1:PORT/v1."
)
@click.option("--model", required=True, help="The model's name, as the endpoint knows it.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option(
    "--beyond-this-machine",
    is_flag=True,
    help="Let words of the case go to an endpoint that is not on this machine.",
)
@case_option
@json_option
def second_reader(
    url: str, model: str, limit: int, beyond_this_machine: bool, case: Path, as_json: bool
) -> None:
    """Ask a language model that you run what it thinks of claims, the least sure first.

    It is shown the quoted words, with personal data masked, and answers yes, no or unsure with one
    sentence. That opinion is kept beside the claim and shown with it; the score does not change.
    Nothing is asked without this command, and only of this machine unless you say otherwise. Each
    request is written into egress.jsonl in the case folder, and into custody.

    \b
    Example:
      heliograph second-reader --endpoint http://127.0.0.1:8080/v1 --model qwen3 --limit 20
    """
    endpoint = endpoint_of(url, beyond_this_machine=beyond_this_machine)
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        read = opened.read_again(endpoint, model, limit, progress)
    if as_json:
        json_lines([read])
    else:
        say(f"{read.answered} of {read.asked} questions were answered by {model} at {read.host}.")
        for reason, count in sorted(read.refused.items()):
            say(f"  {count} not taken: {reason}")
        if read.left:
            say(f"  {read.left} were not asked: too many failures in a row.")
    if read.asked and not read.answered:
        sys.exit(NO_ANSWER)
