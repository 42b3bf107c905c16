import { djangoRevert } from './django-revert.ts'
import { driverFacts } from './driver.ts'

/**
 * Runs in the release's own Python, in front of `manage.py`, in the same process: a second start of Django costs as much as the migration.
 * Arguments: file for the facts, alias, then manage.py's own. `manage.py` runs as it always does; `pre_migrate` tells the plan before the first
 * migration runs, and at the end Django is asked what is still pending. The facts say `done` only when that was answered.
 * Bytecode that this process wrote into the release, for the services that start next, may be read by whoever may read its source.
 * The expected set follows Django's own recording: a squash also records what it replaces, and is recorded itself once all of that is applied.
 */
export const djangoDriver = `import atexit, hashlib, json, os, runpy, sys, threading
alias = sys.argv[2]
${driverFacts}
def name(key):
    return '.'.join(key)

def describe(migration):
    described = {'name': name((migration.app_label, migration.name)), 'atomic': bool(migration.atomic)}
    if migration.replaces:
        described['replaces'] = [name(key) for key in migration.replaces]
    path = sys.modules[type(migration).__module__].__file__
    with open(path, 'rb') as file:
        described['sha256'] = hashlib.sha256(file.read()).hexdigest()
    return described

def planned(sender, using, plan, **_):
    if using != alias or 'plan' in facts:
        return
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    loader = MigrationLoader(connections[alias])
    # The rows, and not what the loader makes of them: to it a squash is applied as soon as all that it stands for is.
    before = set(MigrationRecorder(connections[alias]).applied_migrations())
    wanted = os.environ.get('BELAY_BEFORE')
    if wanted and digest(map(name, before)) != wanted:
        save(before=sorted(map(name, before)))
        raise SystemExit('The applied migrations are not those that the plan was made from')
    stop_unasked(sorted(map(name, before)), [name((migration.app_label, migration.name)) for migration, _ in plan])
    expected = set(before)
    for migration, backwards in plan:
        if backwards:
            raise SystemExit('Belay runs migrations forwards only')
        expected.add((migration.app_label, migration.name))
        expected.update(tuple(key) for key in migration.replaces)
    for key, migration in loader.replacements.items():
        if all(tuple(each) in expected for each in migration.replaces):
            expected.add(key)
    connection = connections[alias]
    save(
        before=sorted(map(name, before)),
        plan=[describe(migration) for migration, _ in plan],
        expected=sorted(map(name, expected)),
        rollsBack=bool(connection.features.can_rollback_ddl),
    )

session = json.loads(os.environ['BELAY_SESSION'])

def tag_session(sender, connection, **_):
    # What the settings' OPTIONS say wins over the environment, so the session itself is told.
    if connection.vendor == 'postgresql':
        with connection.cursor() as cursor:
            for setting, value in session['postgres'].items():
                cursor.execute('SELECT set_config(%s, %s, false)', [setting, value])
    elif connection.vendor == 'mysql':
        # By this lock a session is found from elsewhere, a container among others.
        with connection.cursor() as cursor:
            cursor.execute('DO GET_LOCK(CONCAT(%s, CONNECTION_ID()), 0)', [session['lock']])

# The migration that runs, and the statements that changed the schema.
running, statements = None, []

def watch_statements():
    from django.db.migrations.migration import Migration
    apply = Migration.apply
    def applying(self, *args, **named):
        global running
        running = name((self.app_label, self.name))
        return apply(self, *args, **named)
    Migration.apply = applying

def executed(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    words = str(sql).split(None, 1)
    if running and not params and words and words[0].upper() in ('ALTER', 'CREATE', 'DROP', 'RENAME'):
        statements.append({'migration': running, 'sql': str(sql)})
    return result

def keep_statements(sender, connection, **_):
    if connection.alias == alias and executed not in connection.execute_wrappers:
        connection.execute_wrappers.append(executed)

def share_bytecode():
    # A job's own umask lets nobody else read what it makes.
    directories = set()
    for module in list(sys.modules.values()):
        spec = getattr(module, '__spec__', None)
        source, cached = getattr(spec, 'origin', None), getattr(spec, 'cached', None)
        if not source or not cached or not source.startswith(os.getcwd() + os.sep):
            continue
        try:
            os.chmod(cached, os.stat(source).st_mode & 0o666)
            directories.add((os.path.dirname(cached), os.path.dirname(source)))
        except OSError:
            pass
    for made, beside in directories:
        try:
            os.chmod(made, os.stat(beside).st_mode & 0o777)
        except OSError:
            pass

def leave():
    # Taking the interpreter with all of Django apart takes 0.2 s while users wait. What others may rely on is done here.
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        return
    connections.close_all()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

def elsewhere(name):
    # The project's own settings stay as they are: only this process sees another database.
    from django.db.utils import ConnectionHandler
    configure = ConnectionHandler.configure_settings
    def configured(handler, databases):
        databases = configure(handler, databases)
        databases[alias]['NAME'] = name
        return databases
    ConnectionHandler.configure_settings = configured

${djangoRevert}
import django
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate
save(version=django.get_version())
if os.environ.get('BELAY_DATABASE'):
    elsewhere(os.environ['BELAY_DATABASE'])
    watch_statements()
    connection_created.connect(keep_statements)
connection_created.connect(tag_session)
pre_migrate.connect(planned)
reverting = 'BELAY_REVERT' in os.environ
if reverting:
    from django.core.management.commands.migrate import Command
    Command.handle = revert
sys.argv = sys.argv[3:]
sys.path[0] = os.getcwd()
try:
    runpy.run_path(sys.argv[0], run_name='__main__')
except SystemExit as ended:
    if ended.code not in (None, 0):
        raise
from django.db import connections
if reverting:
    save(done=facts.get('reverted') is True)
else:
    from django.db.migrations.executor import MigrationExecutor
    executor = MigrationExecutor(connections[alias])
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    save(pending=[describe(migration) for migration, _ in pending], done=True, statements=statements)
if not sys.dont_write_bytecode:
    share_bytecode()
leave()
`
