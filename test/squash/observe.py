"""Runs the migrations of an example on a real database with the real Django, and tells what each statement did. One JSON object on stdin:

  directory, engine (postgres | mysql), connection   where it is run
  app, base, files, rows                             base: the last migration of the running release; rows: SQL that fills its tables
  scripts                                            null, or {base, next}: files of SQL instead, in their order
  again                                              whether the migrations are run a second time after they failed
  reader, hold                                       null, or a query whose transaction is open until the migration has waited for it; hold: longer

On stdout: {"steps": [...], "error": null | text, "before": ..., "after": ..., "filesBefore": ..., "whileWaiting": ..., "again": null | text}. A step is one statement of the migrations that are new: the locks
that its transaction holds on tables now, what a second session could do in this moment, the files of the tables, and what the server logged.
before and after: what the models of the running release can do.
"""
import contextlib
import json
import os
import sys
import threading
import time
import types

request = json.load(sys.stdin)
sys.path.insert(0, request["directory"])
os.makedirs(request["directory"])
for path, content in request["files"].items():
    path = os.path.join(request["directory"], path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(content)

is_postgres = request["engine"] == "postgres"
if not is_postgres:
    import pymysql

    pymysql.version_info = (2, 2, 1, "final", 0)
    pymysql.install_as_MySQLdb()

import django
import sqlparse
from django.conf import settings

engine = "django.db.backends." + ("postgresql" if is_postgres else "mysql")
settings.configure(
    INSTALLED_APPS=[request["app"]] if request["scripts"] is None else [],
    DATABASES={"default": {"ENGINE": engine, **request["connection"]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
)
django.setup()

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

app, base, scripts = request["app"], request["base"], request["scripts"]
FILES = "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


def raw(query):
    with connection.connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def tables():
    return connection.introspection.table_names()


def second_session(names):
    """What another session can do while the transaction is open: ok, waits for a lock, or fails by itself."""
    import psycopg2

    other = psycopg2.connect(dbname=request["connection"]["NAME"])
    try:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        other.commit()
        result = {}
        for name in names:
            for verb, query in (("select", f'SELECT 1 FROM "{name}" LIMIT 1'), ("insert", f'INSERT INTO "{name}" DEFAULT VALUES')):
                try:
                    with other.cursor() as cursor:
                        cursor.execute(query)
                    outcome = "ok"
                except psycopg2.Error as error:
                    outcome = "waits" if error.pgcode == "55P03" else "fails"
                other.rollback()
                result.setdefault(name, {})[verb] = outcome
        return result
    finally:
        other.close()


def queries_of(state):
    """What the running release sends: its models, as they were before, or for SQL a query with every column by name."""
    if scripts is None:
        models = state.apps.get_app_config(app).get_models() if state else []
        return {model._meta.db_table: {"select": lambda model=model: list(model.objects.all()[:1]), "insert": model.objects.create} for model in models}
    result = {}
    for table in tables():
        with connection.cursor() as cursor:
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        rest = [name for name in names if name != "id"]
        insert = f"({', '.join(rest)}) VALUES ({', '.join('NULL' for _ in rest)})"
        if not rest:
            insert = "DEFAULT VALUES" if is_postgres else "VALUES ()"
        result[table] = {
            "select": lambda text=f"SELECT {', '.join(f'{table}.{name}' for name in names)} FROM {table}": run(text),
            "insert": lambda text=f"INSERT INTO {table} {insert}": run(text),
        }
    return result


def run(text):
    with connection.cursor() as cursor:
        cursor.execute(text)


def running_release(queries):
    """Whether the release of before can still read and write."""
    result = {}
    for table, verbs in queries.items():
        answers = result[table] = {}
        for verb, call in verbs.items():
            try:
                with transaction.atomic():
                    call()
                    transaction.set_rollback(True)
                answers[verb] = "ok"
            except django.db.Error as error:
                answers[verb] = str(error).splitlines()[0]
    return result


def run_script(text):
    """In one transaction, unless the file has one of its own or a statement that cannot be in one."""
    alone = "CONCURRENTLY" in text or "BEGIN" in text or not is_postgres
    with contextlib.nullcontext() if alone else transaction.atomic():
        for statement in sqlparse.split(text):
            run(statement.rstrip(";"))


steps = []
current = None


def progress(action, migration=None, fake=False):
    global current
    if action == "apply_start":
        current = migration.name


def observe(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    text = str(sql)
    if "django_migrations" in text or "pg_catalog" in text or text.startswith("SHOW") or "information_schema" in text:
        return result
    step = {"migration": current, "sql": text, "rows": context["cursor"].rowcount}
    if is_postgres:
        notices = connection.connection.notices
        step["log"] = [line.split(":", 1)[1].strip() for line in notices if line.startswith("DEBUG:")]
        notices[:] = []
        held = raw(
            "SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
            " WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2"
        )
        step["locks"] = {}
        for table, mode in held:
            step["locks"].setdefault(table, []).append(mode)
        step["files"] = dict(raw(FILES))
        step["others"] = second_session([name for name in known if name != "django_migrations"])
        notices[:] = []
    steps.append(step)
    return result


executor = MigrationExecutor(connection)
old = None
if scripts is not None:
    connection.ensure_connection()
    for path in scripts["base"]:
        run_script(request["files"][path])
elif base is not None:
    executor.migrate([(app, base)])
    executor.loader.build_graph()
    old = executor.loader.project_state([(app, base)])
queries = queries_of(old)
with connection.cursor() as cursor:
    for statement in request["rows"]:
        cursor.execute(statement)
known = tables()
before = running_release(queries)
files_before = {}
if is_postgres:
    raw_cursor = connection.connection.cursor()
    raw_cursor.execute("SET client_min_messages = debug1")
    connection.connection.notices[:] = []
    files_before = dict(raw(FILES))


def wait_and_tell():
    """Once the migration waits for the reader: what a third session can do. Then the reader ends, unless the migration gives up before."""
    import psycopg2

    watcher = psycopg2.connect(dbname=request["connection"]["NAME"])
    watcher.autocommit = True
    while True:
        with watcher.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted", [backend])
            if cursor.fetchone()[0] > 0:
                break
        time.sleep(0.01)
    waiting.update(second_session([name for name in known if name != "django_migrations"]))
    if not request["hold"]:
        reader.rollback()


waiting = {}
thread = None
if request["reader"]:
    import psycopg2

    reader = psycopg2.connect(dbname=request["connection"]["NAME"])
    reader.cursor().execute(request["reader"])
    backend = connection.connection.get_backend_pid()
    thread = threading.Thread(target=wait_and_tell, daemon=True)
    thread.start()


def migrate():
    """The error, or None."""
    try:
        if scripts is not None:
            for path in scripts["next"]:
                progress("apply_start", types.SimpleNamespace(name=path))
                run_script(request["files"][path])
            return None
        executor = MigrationExecutor(connection, progress)
        executor.migrate(executor.loader.graph.leaf_nodes(app))
    except Exception as problem:
        # A file may have left its own transaction open.
        connection.connection.cursor().execute("ROLLBACK")
        return f"{type(problem).__name__}: {problem}"


with connection.execute_wrapper(observe):
    error = migrate()
again = migrate() if request["again"] else None
if thread:
    thread.join(30)
    reader.close()
if is_postgres:
    connection.connection.cursor().execute("SET client_min_messages = warning")
after = running_release(queries)
answer = {"steps": steps, "error": error, "before": before, "after": after, "filesBefore": files_before, "whileWaiting": waiting, "again": again}
print(json.dumps(answer))
