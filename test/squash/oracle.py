"""Answers, with the real Django, what it makes of migration projects: {"projects": [{"apps": [...], "states": [[[app, name], ...], ...]}]} on stdin.

Each project is a package `p<index>` in the working directory. Per project and state: the leaves by app and the plan, or the error's name.
"""
import json
import sys

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

sys.path.insert(0, ".")
settings.configure(INSTALLED_APPS=[], DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()


class Connection:
    alias = "default"


def answer(state):
    MigrationRecorder.applied_migrations = lambda self: {tuple(key): None for key in state}
    try:
        executor = MigrationExecutor(Connection())
        leaves = executor.loader.graph.leaf_nodes()
        plan = [[m.app_label, m.name] for m, _ in executor.migration_plan(leaves)]
        return {"leaves": [list(key) for key in leaves], "plan": plan}
    except Exception as error:  # the name is the answer
        return {"error": type(error).__name__}


request = json.load(sys.stdin)
result = []
for index, project in enumerate(request["projects"]):
    apps.set_installed_apps(["p%d.%s" % (index, label) for label in project["apps"]])
    result.append([answer(state) for state in project["states"]])
    apps.unset_installed_apps()
json.dump({"version": django.get_version(), "answers": result}, sys.stdout)
