// node migrate.mjs check|apply|verify NAME: one migration, by the contract of Belay's `scripts` framework.
import { DatabaseSync } from 'node:sqlite'

const migrations = {
  '0001_entries':
    'CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, author TEXT NOT NULL, message TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)',
  '0002_stars': 'CREATE TABLE star (entry INTEGER NOT NULL REFERENCES entry(id), at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)',
  '0003_forget_authors': 'ALTER TABLE entry DROP COLUMN author',
  '0004_by_time': 'CREATE INDEX entry_by_time ON entry (at)'
}

const [verb, name] = process.argv.slice(2)
const database = new DatabaseSync(process.env.DATABASE_PATH)
database.exec('PRAGMA busy_timeout = 5000; CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)')
const applied = () => database.prepare('SELECT 1 FROM migration WHERE name = ?').get(name) !== undefined

if (verb === 'check' || verb === 'verify') process.exitCode = applied() ? 0 : 1
else if (verb === 'apply') {
  database.exec('BEGIN IMMEDIATE')
  database.exec(migrations[name])
  database.prepare('INSERT INTO migration VALUES (?)').run(name)
  database.exec('COMMIT')
  console.log(`applied ${name}`)
} else process.exitCode = 2
database.close()
