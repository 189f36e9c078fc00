"""Sources that cannot be run, each in another way that is told to the student."""

from pathlib import Path

EVIL = "\x1b]0;title\x07\x1b[31m\u202e[red]=1+1"
SOURCES = {
    "a-line": f"'{EVIL}' ) = '{EVIL}'\n",
    "a-message": f"print({EVIL!r})\nraise ImportError({EVIL!r} * 50)\n",
    "a-module": f"__import__({EVIL!r})\n",
    "a-kind": f"raise type({EVIL!r}, (BaseException,), {{}})()\n",
    "a-syntax-error": f"raise SyntaxError({EVIL!r}, ({EVIL!r}, 10**9, 10**9, {EVIL!r} * 99))\n",
    "an-indentation": f"if True:\n\t# {EVIL}\n        x\n",
    "a-form-feed": f"x = 1\f\x0b\x1c{EVIL}\n",
}


def build(folder: Path) -> None:
    """Let a student hand in each."""
    for name, source in SOURCES.items():
        (folder / f"mallory-{name}").mkdir()
        (folder / f"mallory-{name}" / "vault.py").write_text(source, encoding="utf-8")
