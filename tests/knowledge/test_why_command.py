"""`formcheck why`, on a terminal and in a pipe."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from formcheck.commands.why import parse_answers, questions_text
from formcheck.errors import OptionError
from formcheck.knowledge import load_knowledge
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.commands import COMMAND, ROOT, Ran, run
from tests.examples import late_shrug_deadlift_set
from tests.knowledge.dangling import answer_keys

RUN = [*COMMAND, "why"]


def _why(*arguments: str) -> Ran:
    return run(["why", *arguments], cwd=ROOT, env=os.environ)


def test_answers_and_a_document_lead_to_a_reason(tmp_path: Path) -> None:
    document = tmp_path / "pull.json"
    document.write_text(late_shrug_deadlift_set().to_json())
    ran = _why("--answer", "lifts=deadlift", "--analysis", str(document), "--hours", "20")
    assert ran.status == 0
    assert "1. Shoulders that creep up late in the set" in ran.out
    assert "deadlift_late_shrug.mov, reps 7 and 8, perhaps 6:" in ran.out  # as its page says
    assert "not a substitute for medical advice" in ran.out
    assert ran.err == ""


def test_hours_may_have_a_decimal_comma() -> None:
    """They were refused, where `analyze --set` takes one."""
    ran = _why("--answer", "where=between_blades", "--hours", "1,5")
    assert ran.status == 0
    assert ran.out == _why("--answer", "where=between_blades", "--hours", "1.5").out


def test_a_warning_stands_on_top(tmp_path: Path) -> None:
    ran = _why("--answer", "grip=tired", "--answer", "signs=numbness", "--plan",
                str(tmp_path / "plan.html"))  # fmt: skip
    first, second, *_ = ran.out.splitlines()
    assert first == "FIRST OF ALL"
    assert second.startswith("Numbness or tingling")
    assert not (tmp_path / "plan.html").exists()
    assert "No plan" in ran.err


def test_json_is_the_whole_answer() -> None:
    ran = json.loads(_why("--answer", "warm_up=none", "--json").out)
    assert ran["reasons"][0]["id"] == "no_warm_up"
    assert ran["plan"]["warm_up"]["drills"]
    assert ran["red_flags"] == []
    assert ran["urgency"] == "none"
    assert ran["clock"]["line"]["sources"] == ["000", "003"]


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_the_plan_is_written(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"plan{suffix}"
    assert _why("--answer", "warm_up=none", "--plan", str(target)).status == 0
    assert "Band pull-apart" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--answer", "grip"], "'grip' is not an answer."),
        (["--answer", "grip=nonsense"], "'nonsense' is not an answer to 'grip'."),
        (["--answer", "nonsense=x"], "There is no question 'nonsense'."),
        (["--hours", "-3"], "Hours since the session cannot be below zero."),
        (["--hours", "nan"], "--hours: write a number, such as 1.5."),
        (["--hours", "soon"], "--hours: write a number, such as 1.5."),
        (["--analysis", "nowhere.json"], "nowhere.json cannot be read."),
        (["--plan", "plan.txt"], "plan.txt is not a plan file."),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(arguments: list[str], complaint: str) -> None:
    ran = _why(*arguments)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert ran.err.startswith(complaint)
    assert ran.out == ""


def test_every_answer_is_listed_with_its_key() -> None:
    listed = questions_text()
    for key in answer_keys(load_knowledge()):
        assert f"  {key.replace('.', '=')} " in listed


def test_commas_part_answers_and_repeats_add_up() -> None:
    assert parse_answers(["where=ribs,one_spot", "where=low_back"]).to("where") == {
        "ribs", "one_spot", "low_back",
    }  # fmt: skip
    with pytest.raises(OptionError):
        parse_answers(["grip=tired", "grip=fine"])


def test_on_a_terminal_the_questions_are_asked() -> None:
    """Answers nothing but: a warning sign? none; deadlifts; the grip was tired."""
    none = len(load_knowledge().questions[0].options)
    typed = {"Any of these?": str(none), "What did you lift that day?": "3", "Your grip in": "x\n1"}
    seen = _on_a_terminal(typed)
    assert "Type one number from 1 to 2" in seen
    assert "Where did the bar lie" not in seen, "no back squat, no such question"
    assert "1. Shoulders that creep up late in the set" in seen


def test_on_a_terminal_the_first_emergency_ends_the_questions() -> None:
    seen = _on_a_terminal({"Any of these?": "1"})
    assert "Call the emergency number (911, 112 or 999) now." in " ".join(seen.split())
    assert "Where is it sore?" not in seen
    assert seen.count("> ") == 1


def _on_a_terminal(typed: dict[str, str]) -> str:
    """What stands there at the end, where each question is answered so, and others with nothing."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        RUN, stdin=terminal, stdout=terminal, stderr=subprocess.STDOUT,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
    ) as process:  # fmt: skip
        os.close(terminal)
        seen, answered = "", 0
        while chunk := _read(controller):
            seen += chunk
            while seen.count("> ") > answered:
                question = seen.split("> ")[answered]
                reply = next((t for ask, t in typed.items() if ask in question), "")
                os.write(controller, f"{reply}\n".encode())
                answered += 1 + reply.count("\n")
        os.close(controller)
    assert process.returncode == 0
    return seen


def _read(controller: int) -> str:
    try:
        return os.read(controller, 4096).decode(errors="replace")
    except OSError:  # the other end is closed
        return ""


@pytest.mark.parametrize("width", [50, 80, 120])
def test_the_text_keeps_its_width_and_names_its_sources(width: int) -> None:
    given = ["lifts=deadlift", "grip=tired", "kind=pinch", "form=neck"]
    result = triage(parse_answers(given, 30))
    for everything in (False, True):
        text = render_why(result, everything=everything, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b" not in text
        assert ("[001] A physical therapist" in text.replace("\n", " ")) is everything
        assert "\x1b" in render_why(result, everything=everything, width=width, color=True)


def test_an_answer_that_one_lift_makes_needless_is_said_to_be_so() -> None:
    ran = _why("--answer", "lifts=deadlift", "--answer", "which=deadlift")
    assert ran.err.strip() == "Left out: which=deadlift is not needed, as you named one lift."
