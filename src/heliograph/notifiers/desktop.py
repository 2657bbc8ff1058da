"""A note on the screen of this machine, by the program that desktops have for it."""

from __future__ import annotations

import subprocess

from heliograph.notifiers.message import Declined, Message, Outcome, Taken

_SECONDS = 20


def to_desktop(message: Message) -> Outcome:
    """Show it, where somebody is logged in; else it waits until somebody is."""
    words = ["notify-send", "--app-name=Heliograph", "--", message.title, message.words[:500]]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        return Declined(reason="notify-send is not installed (Debian: libnotify-bin)")
    except (OSError, subprocess.TimeoutExpired) as failed:
        return Declined(reason=f"notify-send: {failed}")
    if done.returncode:
        return Declined(reason=f"notify-send: {done.stderr.decode('utf-8', 'replace').strip()}")
    return Taken(proof="shown")
