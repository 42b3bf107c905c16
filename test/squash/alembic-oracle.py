"""Answers, with the real Alembic, what it makes of environments: {"environments": [{"files": {path: text}, "states": [[row, ...], ...]}]} on stdin.

Each has an `alembic.ini` at its root, and `section` where it is another than `[alembic]`. Per environment: the error's name while it is loaded, or its heads, branch points and history; and per state (the
rows of `alembic_version`) what counts as applied, what is current, and what `upgrade heads` would run, or the error's name.
"""
import json
import os
import signal
import sys
import tempfile
import warnings

import alembic
from alembic.config import Config
from alembic.script import ScriptDirectory

warnings.simplefilter("ignore")


class Hang(Exception):
    pass


def on_alarm(signum, frame):
    raise Hang()


signal.signal(signal.SIGALRM, on_alarm)


def guarded(function):
    """The answer, or the name of the error; an endless loop is cut off."""
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        return function()
    except Exception as error:  # the name is the answer
        return {"error": type(error).__name__, "message": str(error)[:200]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def answer(environment):
    more = {"toml_file": "pyproject.toml"} if os.path.exists("pyproject.toml") else {}
    script = ScriptDirectory.from_config(Config("alembic.ini", ini_section=environment.get("section", "alembic"), **more))
    revisions = script.revision_map

    def load():
        return {"heads": script.get_heads()}

    def branches():
        known = revisions._revision_map.items()
        return sorted(name for name, rev in known if rev and rev.revision == name and rev.is_branch_point)

    def applied(rows):
        return sorted(rev.revision for rev in revisions._get_ancestor_nodes(revisions.get_revisions(rows)))

    def state(rows):
        return {
            "applied": guarded(lambda: applied(rows)),
            "current": guarded(lambda: sorted(rev.revision for rev in script.get_all_current(rows))),
            "plan": guarded(lambda: [step.revision.revision for step in script._upgrade_revs("heads", rows)]),
        }

    result = guarded(load)
    if "error" not in result:
        result["branches"] = branches()
        result["history"] = guarded(lambda: [rev.revision for rev in script.walk_revisions()])
        hangs = "error" in result["history"] and result["history"]["error"] == "Hang"
        result["states"] = [] if hangs else [state(tuple(rows)) for rows in environment["states"]]
    return result


request = json.load(sys.stdin)
answers = []
# In memory: fourteen thousand files on the container's own layer take most of a minute.
with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
    for index, environment in enumerate(request["environments"]):
        root = os.path.join(folder, str(index))
        for path, text in environment["files"].items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w") as file:
                file.write(text)
        os.chdir(root)
        answers.append(answer(environment))
    os.chdir("/")
json.dump({"version": alembic.__version__, "answers": answers}, sys.stdout)
