"""Runs commands of the real Django in small projects on SQLite: [{"files": {path: content}, "steps": [step, ...]}, ...] on stdin.

A step is one of {"run": [command, argument, ...]}, {"write": {path: content, or null to delete it}}, {"record": [[app, name], ...]},
{"forget": [[app, name], ...]} and {"read": glob}. Each is a process of its own, as on a server. The answers, one per step: {"error", "message"} or {"out"}, and the "rows" that are
recorded afterwards, as "app.name", sorted.
"""
import glob
import io
import json
import os
import sys
import tempfile

import django
from django.conf import settings
from django.core.management import call_command


def write(files):
    for path, content in files.items():
        if content is None:
            os.remove(path)
            continue
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(content)


def start():
    apps = sorted({os.path.dirname(os.path.dirname(path)) for path in glob.glob("*/migrations/__init__.py")})
    for app in apps:
        write({app + "/__init__.py": ""})
    sys.path.insert(0, os.getcwd())
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
    settings.configure(INSTALLED_APPS=apps, DATABASES=databases, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
    django.setup()


def recorded():
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted("%s.%s" % key for key in MigrationRecorder(connection).applied_migrations())


def take(step):
    if "write" in step:
        write(step["write"])
        return {"out": ""}
    if "read" in step:
        return {"out": "".join(open(path).read() for path in sorted(glob.glob(step["read"])))}
    start()
    if "record" in step or "forget" in step:
        from django.db import connection
        from django.db.migrations.recorder import MigrationRecorder

        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in step.get("record", []):
            recorder.record_applied(app, name)
        for app, name in step.get("forget", []):
            recorder.record_unapplied(app, name)
        return {"out": "", "rows": recorded()}
    out = io.StringIO()
    command, *arguments = step["run"]
    try:
        call_command(command, *arguments, stdout=out, no_color=True, **({} if command == "look" else {"interactive": False}))
        answer = {"out": out.getvalue()}
    except BaseException as error:  # also SystemExit and SyntaxError: the name is the answer
        answer = {"error": type(error).__name__, "message": str(error)}
    return {**answer, "rows": recorded()}


def apart(step):
    """In a process of its own, so that nothing that was imported is left."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        with os.fdopen(writing, "w") as pipe:
            json.dump(take(step), pipe)
            pipe.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = json.load(pipe)
    os.wait()
    return answer


result = []
for scenario in json.load(sys.stdin):
    os.chdir(tempfile.mkdtemp())
    write(scenario["files"])
    result.append([apart(step) for step in scenario["steps"]])
json.dump({"version": django.get_version(), "answers": result}, sys.stdout)
