"""Answers, with the real Django, what it makes of migration projects: {"projects": [{"apps": [label, ...], "squashes": 2, "files": {path: content},
"states": [[[app, name], ...], ...]}]} on stdin.

Per project and state: the leaves by app and the plan, or the error's name. Django handles squashes in the order of a Python set, which is another in
each run; where there are several, a second answer has them the other way round than by name. The files are read by Django itself, once per project.
"""
import json
import os
import shutil
import sys
import tempfile

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

settings.configure(INSTALLED_APPS=[], DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()

read_files = MigrationLoader.load_disk
disk = {}


class Connection:
    alias = "default"


def load_disk(self):
    if "migrations" not in disk:
        read_files(self)
        disk.update(migrations=self.disk_migrations, unmigrated=self.unmigrated_apps, migrated=self.migrated_apps)
    squashes = sorted((key for key, one in disk["migrations"].items() if one.replaces), reverse=disk["reverse"])
    others = sorted(key for key, one in disk["migrations"].items() if not one.replaces)
    self.disk_migrations = {key: disk["migrations"][key] for key in others + squashes}
    self.unmigrated_apps, self.migrated_apps = disk["unmigrated"], disk["migrated"]


MigrationLoader.load_disk = load_disk


def answer(state, reverse):
    MigrationRecorder.applied_migrations = lambda self: {tuple(key): None for key in state}
    disk["reverse"] = reverse
    try:
        executor = MigrationExecutor(Connection())
        leaves = executor.loader.graph.leaf_nodes()
        plan = [[m.app_label, m.name] for m, _ in executor.migration_plan(leaves)]
        return {"leaves": [list(key) for key in leaves], "plan": plan}
    except Exception as error:  # the name is the answer
        return {"error": type(error).__name__}


def ask(package, project):
    for path, content in {"__init__.py": "", **project["files"]}.items():
        file = os.path.join(package, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w") as text:
            text.write(content)
    apps.set_installed_apps(["%s.%s" % (package, label) for label in project["apps"]])
    disk.clear()
    orders = [False, True] if project["squashes"] > 1 else [False]
    answers = [[answer(state, reverse) for reverse in orders] for state in project["states"]]
    apps.unset_installed_apps()
    return answers


# In memory, one project at a time: thirty thousand small files are slow on a disk.
os.chdir(tempfile.mkdtemp(dir="/dev/shm"))
sys.path.insert(0, os.getcwd())
result = []
for index, project in enumerate(json.load(sys.stdin)["projects"]):
    package = "p%d" % index
    sys.path_importer_cache.clear()
    result.append(ask(package, project))
    shutil.rmtree(package)
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]
json.dump({"version": django.get_version(), "answers": result}, sys.stdout)
