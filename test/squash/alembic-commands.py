"""Runs Alembic's commands in order on an empty SQLite database: {"cases": [{"files": {path: text}, "commands": [[name, argument], ...]}]} on stdin.

Per command: "ok" (of `sql`: the statements for PostgreSQL that `upgrade --sql` writes), or the error's name and the beginning of its text. An endless loop is cut off and named Hang.
"""
import io
import json
import os
import signal
import sys
import tempfile
import warnings

import alembic
from alembic import command
from alembic.config import Config

warnings.simplefilter("ignore")

ENVIRONMENT = """
from alembic import context
from sqlalchemy import create_engine


def run():
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", transaction_per_migration=True)
    run()
else:
    with create_engine("sqlite:///database").connect() as connection:
        context.configure(connection=connection)
        run()
"""


class Hang(Exception):
    pass


def on_alarm(signum, frame):
    raise Hang()


def run(name, argument):
    signal.setitimer(signal.ITIMER_REAL, 3)
    try:
        if name == "sql":
            output = io.StringIO()
            command.upgrade(Config("alembic.ini", output_buffer=output), argument, sql=True)
            return output.getvalue()
        getattr(command, name)(Config("alembic.ini"), argument)
        return "ok"
    except Exception as error:  # the name is the answer
        return "%s: %s" % (type(error).__name__, str(error)[:160])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


signal.signal(signal.SIGALRM, on_alarm)
answers = []
with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
    for index, case in enumerate(json.load(sys.stdin)["cases"]):
        root = os.path.join(folder, str(index))
        for path, text in {"alembic/env.py": ENVIRONMENT, **case["files"]}.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w") as file:
                file.write(text)
        os.chdir(root)
        answers.append([run(*one) for one in case["commands"]])
    os.chdir("/")
json.dump({"version": alembic.__version__, "answers": answers}, sys.stdout)
