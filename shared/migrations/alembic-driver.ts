import { alembicQuickGraph } from './alembic-quick-graph.ts'
import { driverFacts } from './driver.ts'

/**
 * Runs in the release's own Python, in its directory. Arguments: file for the facts, what to do (`graph`, `plan`, `upgrade`, `revert`), ini file, section,
 * target, version table. The project's env.py runs as it always does; which steps are taken is decided here, as Alembic's own commands decide it, so that
 * what was planned is what runs. `graph` reads the scripts alone and opens no database; `plan` writes nothing, not even the empty version table.
 * The facts say `done` only when env.py has come to its end, its transactions included.
 * The way back takes exactly the revisions that are not in the recorded set, children first, each by Alembic's own step: `downgrade` with a revision would
 * follow its rules for branches, and `-1` knows nothing of what was there before.
 */
export const alembicDriver = `import hashlib, json, os, sys, threading, warnings
verb, ini, section, target, version_table = sys.argv[2:7]
${driverFacts}
# Statements of the running revision that the database has done.
statements = 0
# In a database on trial: those that changed the schema.
changes = []

def stop(message):
    raise SystemExit('CommandError: ' + ' '.join(message.split()))

def kind(connection):
    module = type(connection).__module__.lower()
    drivers = {
        'postgres': ('psycopg', 'pg8000', 'asyncpg', 'postgresql'),
        'mysql': ('mysql', 'mariadb'),
        'sqlite': ('sqlite',),
    }
    return next((name for name, parts in drivers.items() if any(part in module for part in parts)), None)

def connected(connection, record):
    # What env.py and the ini file say wins over the environment, so the session itself is told.
    if kind(connection) != session['kind']:
        return
    cursor = connection.cursor()
    for statement in session['statements']:
        cursor.execute(statement)
    cursor.close()
    # SQLAlchemy rolls back before it gives the connection away, and PostgreSQL would take the settings back with it.
    connection.commit()

def executed(connection, cursor, statement, parameters, *_):
    global statements
    statements += 1
    words = statement.split(None, 1)
    if os.environ.get('BELAY_DATABASE') and 'running' in facts and not parameters and words and words[0].upper() in ('ALTER', 'CREATE', 'DROP', 'RENAME'):
        changes.append({'migration': facts['running'], 'sql': statement})

def elsewhere(dialect, record, arguments, parameters):
    # The project's own settings stay as they are: only this process sees another database.
    if dialect.name == 'sqlite':
        arguments[0:1] = [os.environ['BELAY_DATABASE']]
    for key in ('dbname', 'database', 'db'):
        if key in parameters:
            parameters[key] = os.environ['BELAY_DATABASE']

def prove_elsewhere(connection):
    # An env.py with a connection of its own making is not led elsewhere.
    asked = {'postgresql': 'SELECT current_database()', 'mysql': 'SELECT DATABASE()', 'mariadb': 'SELECT DATABASE()'}
    query = asked.get(connection.dialect.name, "SELECT file FROM pragma_database_list WHERE name = 'main'")
    found = connection.exec_driver_sql(query).scalar()
    if found != os.environ['BELAY_DATABASE'] and os.path.realpath(found) != os.path.realpath(os.environ['BELAY_DATABASE']):
        stop('env.py connects to a database of its own choice, so its migrations cannot be tried in another one')

def parents(revision):
    return sorted(set(revision._all_down_revisions))

def closure(heads):
    unknown = sorted(head for head in heads if head not in graph)
    if unknown:
        stop('The database has revision %s, which no file of this release has' % ', '.join(unknown))
    found, rest = set(), list(heads)
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest.extend(graph[name])
    return found

def describe(step, rolls_back):
    with open(step.revision.path, 'rb') as file:
        source = file.read()
    return {
        'name': step.revision.revision,
        'atomic': rolls_back and b'autocommit_block' not in source,
        'sha256': hashlib.sha256(source).hexdigest(),
    }

def way_back(applied, wanted):
    missing = sorted(wanted - applied)
    if missing:
        stop('Revision %s is not applied, so the database cannot go back to it' % ', '.join(missing))
    gone = applied - wanted
    children = {name: 0 for name in gone}
    for name in gone:
        for parent in graph[name]:
            if parent in children:
                children[parent] += 1
    free = sorted(name for name in gone if children[name] == 0)
    while free:
        name = free.pop()
        yield MigrationStep.downgrade_from_script(script.revision_map, script.get_revision(name))
        for parent in graph[name]:
            if parent in children:
                children[parent] -= 1
                if children[parent] == 0:
                    free.append(parent)

def rolls_back(context):
    connection = getattr(context.connection, 'connection', None)
    raw = getattr(connection, 'dbapi_connection', None) or getattr(connection, 'connection', None)
    return bool(context.impl.transactional_ddl) and getattr(raw, 'autocommit', False) is not True

def work(heads, context):
    global statements
    if 'plan' in facts:
        stop('env.py runs migrations in several databases. Give each one a section of its own in the ini file')
    table = '.'.join(each for each in (context.version_table_schema, context.version_table) if each)
    if table != version_table:
        stop('env.py keeps its revisions in %s, and migrations.version-table is %s' % (table, version_table))
    if os.environ.get('BELAY_DATABASE'):
        prove_elsewhere(context.connection)
    applied = closure(heads)
    before = sorted(applied)
    wanted = os.environ.get('BELAY_BEFORE')
    if wanted and digest(before) != wanted:
        save(before=before)
        stop('The applied revisions are not those that the plan was made from')
    if verb == 'revert':
        to = closure(json.loads(os.environ['BELAY_TO']))
        steps, expected = list(way_back(applied, to)), to
    else:
        steps = list(script._upgrade_revs(target, heads))
        if any(not step.is_upgrade for step in steps):
            stop('Belay runs migrations forwards only')
        names = {step.revision.revision for step in steps}
        stop_unasked(before, names)
        expected = applied | names
    rolls = rolls_back(context)
    plan = [describe(step, rolls) for step in steps]
    save(before=before, plan=plan, expected=sorted(expected), rollsBack=rolls)
    if verb == 'plan':
        save(pending=plan)
        return
    for step in steps:
        name = step.revision.revision
        save(running=name)
        statements = 0
        print('  %s %s...' % ('Applying' if step.is_upgrade else 'Reverting', name), flush=True)
        yield step
    now = tuple(context.get_current_heads())
    save(pending=[] if verb == 'revert' else [describe(step, rolls) for step in script._upgrade_revs(target, now)])

${alembicQuickGraph}
if verb == 'graph':
    quick = quick_graph()
    if quick is not None:
        save(version='', graph=quick, done=True)
        raise SystemExit(0)
import alembic
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
save(version=alembic.__version__)
try:
    config = Config(ini, ini_section=section)
    script = ScriptDirectory.from_config(config)
    with warnings.catch_warnings():
        # Alembic warns of both, then takes one of the files, or ends in a KeyError.
        warnings.filterwarnings('error', message='Revision .* is present more than once')
        warnings.filterwarnings('error', message='Revision .* referenced from .* is not present')
        try:
            graph = {each.revision: parents(each) for each in script.walk_revisions()}
        except UserWarning as warning:
            stop('%s. Look at revision and down_revision of the files in %s' % (warning, script.versions))
        except KeyError as missing:
            stop('Revision %s is named as a parent, and no file has it' % missing)
    save(graph=graph)
    if verb != 'graph':
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        session = json.loads(os.environ['BELAY_SESSION'])
        event.listen(Engine, 'connect', connected)
        event.listen(Engine, 'after_cursor_execute', executed)
        if os.environ.get('BELAY_DATABASE'):
            event.listen(Engine, 'do_connect', elsewhere)
        options = {'dont_mutate': True} if verb == 'plan' else {}
        with EnvironmentContext(config, script, fn=work, as_sql=False, starting_rev=None, destination_rev=target, tag=None, **options):
            try:
                script.run_env()
            except BaseException:
                save(statements=statements)
                raise
        if 'plan' not in facts:
            stop('env.py did not call context.run_migrations()')
    save(done=True, changes=changes)
except CommandError as error:
    stop(str(error))
`
