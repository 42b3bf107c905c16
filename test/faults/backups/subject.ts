import { type Kind, password, places } from './kinds.ts'

/** What is backed up: made, written to, damaged and read past Belay, as root on the machine itself. */
export interface Subject {
  readonly kind: Kind
  /** The member's file in a backup. */
  readonly member: string
  /** The programs that its backup runs, each a stage that can fail alone. */
  readonly stages: readonly string[]
  /** The program that reads the source: its name as the kernel has it (15 characters). */
  readonly dumper: string
  /** Makes the source and an empty one; once. */
  readonly seed: string
  /** Prints what is live, as a checksum that does not depend on how it is stored. */
  readonly digest: string
  /** Python that defines `write(name)`: writes one row and returns when it was acknowledged; raises when it was not. */
  readonly writer: string
  /** Prints the names that a writer wrote, in what is live, or in a kept copy of this name. */
  rows(copy?: string): string
  /** Removes what writers wrote. */
  readonly clear: string
  /** Ends the server's side of the sessions that Belay has; prints how many. Absent: there is no server. */
  readonly endSessions?: string | undefined
  /** Prints the version of the software. */
  readonly version: string
}

/** Rows that do not compress, so that a dump has a length. */
const amount = 12_000

const psql = 'cd / && runuser -u postgres -- psql -X -q -A -t -v ON_ERROR_STOP=1'
const postgres: Subject = {
  kind: 'postgres',
  member: 'main.dump',
  stages: ['psql', 'pg_dump', 'pg_restore', 'pg_dumpall', 'sha256sum', 'sync'],
  dumper: 'pg_dump',
  seed: `${psql} <<'E'
CREATE ROLE app LOGIN PASSWORD '${password}'; CREATE DATABASE plant OWNER app; CREATE DATABASE hollow OWNER app;
\\c plant
SET ROLE app;
CREATE TABLE things (id int PRIMARY KEY, what text NOT NULL);
INSERT INTO things SELECT g, md5(random()::text) || md5(random()::text) FROM generate_series(1, ${amount}) g;
CREATE TABLE writes (id text PRIMARY KEY);
CREATE VIEW few AS SELECT * FROM things WHERE id < 10;
E`,
  digest: `for t in things writes; do ${psql} -d plant -c "COPY (SELECT * FROM $t ORDER BY id) TO STDOUT"; done | sha256sum`,
  writer: `import psycopg2
connection = None
def write(name):
    global connection
    try:
        if connection is None:
            connection = psycopg2.connect(host='127.0.0.1', dbname='plant', user='app', password=SECRET, connect_timeout=5)
            connection.autocommit = True
        connection.cursor().execute('INSERT INTO writes VALUES (%s)', (name,))
    except Exception:
        connection = None
        raise
`,
  // A kept copy takes no connections.
  rows: (copy = 'plant') =>
    `( ${psql} -c 'ALTER DATABASE "${copy}" ALLOW_CONNECTIONS true' ) && ${psql} -d '${copy}' -c 'SELECT id FROM writes'`,
  clear: `${psql} -d plant -c 'DELETE FROM writes'`,
  endSessions: `${psql} -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'app' AND datname = 'plant'"`,
  version: `${psql} -c 'SHOW server_version'`
}

const mysql = 'mariadb --batch --raw --skip-column-names'
const mariadb: Subject = {
  kind: 'mariadb',
  member: 'main.sql.zst',
  stages: ['mariadb', 'mariadb-dump', 'zstd', 'perl', 'stdbuf', 'tail', 'cat', 'sha256sum', 'sync', 'stat'],
  dumper: 'mariadb-dump',
  seed: `systemctl enable -q --now mariadb
${mysql} <<'E'
CREATE DATABASE plant CHARACTER SET utf8mb4; CREATE DATABASE hollow; CREATE USER app@localhost IDENTIFIED BY '${password}';
GRANT ALL ON plant.* TO app@localhost; GRANT ALL ON hollow.* TO app@localhost;
USE plant;
CREATE TABLE things (id int PRIMARY KEY, what text NOT NULL);
INSERT INTO things SELECT seq, CONCAT(MD5(RAND()), MD5(RAND())) FROM seq_1_to_${amount};
CREATE TABLE writes (id varchar(40) PRIMARY KEY);
CREATE VIEW few AS SELECT * FROM things WHERE id < 10;
E`,
  digest: `for t in things writes; do ${mysql} -e "SELECT * FROM plant.$t ORDER BY id"; done | sha256sum`,
  writer: `import subprocess
def write(name):
    subprocess.run(['mariadb', '-h127.0.0.1', '-uapp', 'plant'], env={'MYSQL_PWD': SECRET, 'PATH': '/usr/bin:/bin'}, input=("INSERT INTO writes VALUES ('%s')" % name).encode(), check=True, capture_output=True, timeout=20)
`,
  rows: (copy = 'plant') => `${mysql} -e 'SELECT id FROM \`${copy}\`.writes'`,
  clear: `${mysql} -e 'DELETE FROM plant.writes'`,
  endSessions: `n=0; for id in $(${mysql} -e "SELECT id FROM information_schema.PROCESSLIST WHERE user = 'app'"); do ${mysql} -e "KILL $id" 2>/dev/null && n=$((n + 1)); done; echo $n`,
  version: `${mysql} -e 'SELECT VERSION()'`
}

const app = places.sqlite.live
const sqlite: Subject = {
  kind: 'sqlite',
  member: 'main.sqlite3',
  stages: ['sqlite3', 'sed', 'sha256sum', 'sync', 'stat'],
  dumper: 'sqlite3',
  seed: `install -d -o deploy -g deploy /home/deploy/sqlite
runuser -u deploy -- sqlite3 ${app} "PRAGMA journal_mode = WAL; CREATE TABLE things (id int PRIMARY KEY, what blob NOT NULL); CREATE TABLE writes (id text PRIMARY KEY);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${amount}) INSERT INTO things SELECT i, randomblob(64) FROM n" > /dev/null
runuser -u deploy -- sqlite3 ${places.sqlite.empty} 'CREATE TABLE t (n); DROP TABLE t'`,
  digest: `runuser -u deploy -- sqlite3 -cmd '.timeout 10000' ${app} .dump | sha256sum`,
  // It pauses, with the file closed: a restore refuses while a process has it open.
  writer: `import random, sqlite3
def write(name):
    time.sleep(random.random() * 0.3)
    connection = sqlite3.connect('file:${app}?mode=rw', uri=True, timeout=5, isolation_level=None)
    try:
        connection.execute('INSERT INTO writes VALUES (?)', (name,))
    finally:
        connection.close()
`,
  rows: (copy = 'app.db') => `runuser -u deploy -- sqlite3 -cmd '.timeout 10000' '/home/deploy/sqlite/${copy}' 'SELECT id FROM writes'`,
  clear: `runuser -u deploy -- sqlite3 -cmd '.timeout 10000' ${app} 'DELETE FROM writes'`,
  version: 'sqlite3 --version | cut -d " " -f 1'
}

const redisCli = `REDISCLI_AUTH=${password} redis-cli -e --no-auth-warning`
const redis: Subject = {
  kind: 'redis',
  member: 'main.rdb',
  stages: ['redis-cli', 'redis-check-rdb', 'redis-server', 'sha256sum', 'sync', 'sed'],
  dumper: 'redis-cli',
  seed: `printf '%s\\n' 'enable-debug-command yes' 'repl-diskless-sync-delay 0' 'requirepass ${password}' >> /etc/redis/redis.conf
systemctl restart redis-server
for n in {1..100}; do [[ $(${redisCli} PING 2>/dev/null) != PONG ]] || break; sleep 0.1; done
python3 - <<'E'
import os, redis
pipe = redis.Redis(password='${password}').pipeline()
for n in range(${amount}): pipe.set('thing:%d' % n, os.urandom(64))
for n in range(300): pipe.zadd('ranks', {'m%d' % n: n}); pipe.hset('facts', n, os.urandom(8)); pipe.rpush('line', n)
pipe.execute()
E
${redisCli} SAVE > /dev/null`,
  digest: `python3 - <<'E'
import hashlib, redis
client = redis.Redis(password='${password}')
keys = sorted(client.keys('*'))
pipe = client.pipeline(transaction=False)
for key in keys: pipe.execute_command('DEBUG', 'DIGEST-VALUE', key)
total = hashlib.sha256()
for key, value in zip(keys, pipe.execute()):
    value = value[0] if isinstance(value, list) else value
    total.update(key + b'=' + (value if isinstance(value, bytes) else value.encode()) + b';')
print(total.hexdigest())
E`,
  writer: `import redis
client = redis.Redis(password=SECRET, socket_timeout=5)
def write(name):
    client.set('write:' + name, 1)
`,
  rows: copy =>
    `python3 - '${copy ?? ''}' <<'E'
import redis, sys
for n in range(16):
    client = redis.Redis(password='${password}', db=n)
    if (n == 0) if sys.argv[1] == '' else (client.hget('belay:copy', 'name') == sys.argv[1].encode()):
        for key in client.scan_iter('write:*', 1000): print(key.decode()[6:])
E`,
  clear: `python3 - <<'E'
import redis
client = redis.Redis(password='${password}')
for key in client.scan_iter('write:*', 1000): client.delete(key)
E`,
  endSessions: `n=0; for t in normal replica; do n=$((n + $(${redisCli} CLIENT KILL TYPE $t SKIPME yes))); done; echo $n`,
  version: `${redisCli} INFO server | sed -n 's/^redis_version:\\([0-9.]*\\).*/\\1/p'`
}

const media = places.files.live
const files: Subject = {
  kind: 'files',
  member: 'main.tar.zst',
  stages: ['tar', 'zstd', 'tee', 'sed', 'wc', 'sha256sum', 'sync', 'du'],
  dumper: 'tar',
  seed: `install -d -o deploy -g deploy /home/deploy/files ${media} ${media}/writes ${media}/a ${media}/a/b ${places.files.empty}
for n in {1..150}; do head -c $((n * 70)) /dev/urandom > "${media}/a/b/$n"; done
head -c 200000 /dev/urandom > ${media}/large; ln -s large ${media}/link; ln ${media}/large ${media}/hard; chmod 640 ${media}/large
chown -hR deploy:deploy ${media}`,
  digest: `cd ${media} && { find . ! -path './writes/*' -printf '%y %m %u %p %l\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum`,
  writer: `import os
def write(name):
    # A new name for each: a second file of the name is an error, and no row is lost by it.
    handle = os.open('${media}/writes/' + name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(handle, name.encode())
    os.close(handle)
`,
  rows: (copy = 'media') => `ls '/home/deploy/files/${copy}/writes'`,
  clear: `find ${media}/writes -mindepth 1 -delete`,
  version: `tar --version | sed -n '1s/.* //p'`
}

export const subjects: Readonly<Record<Kind, Subject>> = { postgres, mariadb, sqlite, redis, files }

/** A program that writes rows until it is ended, and notes each that was acknowledged: `python3 - NAME FILE`. */
export const writerProgram = (subject: Subject) => `import os, sys, time
SECRET = os.environ.get('SECRET')
${subject.writer}
noted = open(sys.argv[2], 'a', buffering=1)
n = 0
while True:
    n += 1
    name = '%s-%d' % (sys.argv[1], n)
    try:
        write(name)
        noted.write(name + '\\n')
    except Exception:
        time.sleep(0.002)
`
