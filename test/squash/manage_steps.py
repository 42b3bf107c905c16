"""Runs the real `manage.py` in small projects on SQLite, each command a process of its own as on a server.

On stdin [[step, ...], ...], a list of steps per project. A step is {"write": {path: content, or null to delete it}},
{"run": [argument, ...]} for manage.py, {"sql": statement}, or {"fresh": true}, which deletes the database. The answers, one per step: {"code", "out"} of the
process or {"error"} of the statement, and the "rows" of django_migrations in the order of recording, doubles kept.
"""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

import django

MANAGE = """import glob, os, sys
from django.conf import settings
from django.core.management import execute_from_command_line
apps = sorted(os.path.dirname(os.path.dirname(each)) for each in glob.glob("*/migrations/__init__.py"))
databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
settings.configure(INSTALLED_APPS=apps, DATABASES=databases, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
execute_from_command_line(sys.argv)
"""


def write(files):
    for path, content in files.items():
        if content is None:
            os.remove(path)
            continue
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if path.endswith("migrations/__init__.py"):
            open(os.path.join(os.path.dirname(os.path.dirname(path)), "__init__.py"), "w").close()
        with open(path, "w") as file:
            file.write(content)


def query(statement):
    with sqlite3.connect("db.sqlite3") as connection:
        return connection.execute(statement).fetchall()


def rows():
    try:
        return ["%s.%s" % row for row in query("SELECT app, name FROM django_migrations ORDER BY id")]
    except sqlite3.OperationalError:
        return []


def take(step):
    if "write" in step:
        write(step["write"])
        return {}
    if "fresh" in step:
        os.remove("db.sqlite3")
        return {}
    if "sql" in step:
        try:
            query(step["sql"])
            return {}
        except sqlite3.OperationalError as error:
            return {"error": str(error)}
    done = subprocess.run([sys.executable, "manage.py", *step["run"]], capture_output=True, text=True)
    return {"code": done.returncode, "out": done.stdout + done.stderr[-2000:]}


answers = []
for steps in json.load(sys.stdin):
    os.chdir(tempfile.mkdtemp())
    write({"manage.py": MANAGE})
    answers.append([{**take(step), "rows": rows()} for step in steps])
json.dump({"version": django.get_version(), "answers": answers}, sys.stdout)
