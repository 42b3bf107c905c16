"use strict";
exports.id = 567;
exports.ids = [567];
exports.modules = {

/***/ 61838:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ changeOf)
/* harmony export */ });
/** The statement's text and place added. The way back is the migration's own business. */
function changeOf({ offset, ...effect }, { from, head, text }, place) {
    return { ...effect, at: place(from + (offset ?? 0)), operation: head, sql: text, reverse: undefined };
}


/***/ }),

/***/ 62228:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G: () => (/* binding */ headReader)
});

// EXTERNAL MODULE: ./build/shared/squash/sql/effects.js
var effects = __webpack_require__(61838);
// EXTERNAL MODULE: ./build/shared/squash/sql/split.js
var split = __webpack_require__(12936);
// EXTERNAL MODULE: ./build/shared/squash/sql/tokens.js
var sql_tokens = __webpack_require__(86400);
;// CONCATENATED MODULE: ./build/shared/squash/sql/words.js

/** The words of one statement, read one after the other. Reading beyond the end gives empty words, never an error. */
class Words {
    #words;
    #end;
    #at;
    constructor(words, at = 0, end = words.length) {
        this.#words = words;
        this.#at = at;
        this.#end = end;
    }
    static of(text, dialect) {
        const tokens = new sql_tokens/* Tokens */.D(text, dialect);
        tokens.delimiter = '\0';
        const words = [];
        for (let token = tokens.at(0, false); token !== undefined; token = tokens.at(token.to, false)) {
            const { kind, from, to } = token;
            if (kind === 'space' || kind === 'line' || kind === 'end')
                continue;
            const part = text.slice(from, to);
            words.push({ kind, text: part, upper: kind === 'word' || kind === 'sign' ? part.toUpperCase() : '', from, to });
        }
        return new Words(words);
    }
    get done() {
        return this.#at >= this.#end;
    }
    /** Offset of the next word in the statement; undefined at the end. */
    get offset() {
        return this.done ? undefined : this.#words[this.#at].from;
    }
    peek(ahead = 0) {
        const index = this.#at + ahead;
        return index < this.#end ? this.#words[index] : { kind: 'sign', text: '', upper: '', from: 0, to: 0 };
    }
    next() {
        const word = this.peek();
        this.#at++;
        return word;
    }
    /** Whether these words come next; then they are read. */
    take(...words) {
        if (!words.every((word, ahead) => this.peek(ahead).upper === word))
            return false;
        this.#at += words.length;
        return true;
    }
    /** Reads one of these words. */
    any(...words) {
        return words.includes(this.peek().upper) ? this.next().upper : undefined;
    }
    /** A name, with that of its schema: `db.t`. Lower case where it is not in quotes; undefined where there is none. */
    name() {
        const part = () => {
            const { kind, text } = this.peek();
            if (kind !== 'word' && kind !== 'name' && !(kind === 'string' && text.startsWith('"')))
                return undefined;
            this.next();
            return kind === 'word' ? text.toLowerCase() : text.slice(1, -1).replaceAll(/([`"])\1/g, '$1');
        };
        let name = part();
        while (name !== undefined && this.peek().upper === '.') {
            this.next();
            name += `.${part() ?? ''}`;
        }
        return name;
    }
    /** What is in the brackets that come next; undefined where there are none. */
    brackets() {
        if (this.peek().upper !== '(')
            return undefined;
        const from = this.#at + 1;
        let depth = 0;
        for (; this.#at < this.#end; this.#at++) {
            const { upper } = this.#words[this.#at];
            if (upper === '(')
                depth++;
            else if (upper === ')' && --depth === 0)
                break;
        }
        const inside = new Words(this.#words, from, Math.min(this.#at, this.#end));
        this.#at++;
        return inside;
    }
    /** The rest, cut at the commas that are in no brackets. */
    list() {
        const parts = [];
        let depth = 0;
        let from = this.#at;
        for (; this.#at < this.#end; this.#at++) {
            const { upper } = this.#words[this.#at];
            if (upper === '(')
                depth++;
            else if (upper === ')')
                depth--;
            else if (upper === ',' && depth === 0) {
                parts.push(new Words(this.#words, from, this.#at));
                from = this.#at + 1;
            }
        }
        if (from < this.#end)
            parts.push(new Words(this.#words, from, this.#end));
        return parts;
    }
    /** Whether one of these words is in the rest, outside of brackets. */
    has(...words) {
        let depth = 0;
        for (let i = this.#at; i < this.#end; i++) {
            const { upper } = this.#words[i];
            if (upper === '(')
                depth++;
            else if (upper === ')')
                depth--;
            else if (depth === 0 && words.includes(upper))
                return true;
        }
        return false;
    }
    /** Words that brackets follow, anywhere in the rest: functions that are called. */
    called() {
        const found = [];
        for (let i = this.#at; i + 1 < this.#end; i++)
            if (this.#words[i + 1].upper === '(' && (this.#words[i].kind === 'word' || this.#words[i].kind === 'name'))
                found.push(this.#words[i].text.toUpperCase());
        return found;
    }
    /** Whether all that is left are numbers, texts and signs. */
    isLiteral() {
        for (let i = this.#at; i < this.#end; i++) {
            const { kind, upper } = this.#words[i];
            if (kind === 'name' || (kind === 'word' && !/^(?:NULL|TRUE|FALSE|CURRENT_TIMESTAMP|CURRENT_DATE)$/.test(upper)))
                return false;
        }
        return true;
    }
    /** The names in the first brackets of the rest: the columns of a key. */
    firstBrackets() {
        const copy = this.copy();
        while (!copy.done && copy.peek().upper !== '(')
            copy.next();
        return (copy
            .brackets()
            ?.list()
            .flatMap(each => each.name() ?? []) ?? []);
    }
    copy() {
        return new Words(this.#words, this.#at, this.#end);
    }
    /** The rest as it is written, without blanks. */
    text() {
        return this.#words
            .slice(this.#at, this.#end)
            .map(word => (word.kind === 'word' ? word.text.toLowerCase() : word.text))
            .join('');
    }
}

;// CONCATENATED MODULE: ./build/shared/squash/sql/heads.js



/**
 * Reads the statements of MySQL, MariaDB and SQLite that change a schema or rows, by the words that they begin with (decision 0021). A form that is not
 * on the list here is `unknown`, and so is a statement with words left over where the form has ended.
 */
function headReader(dialect) {
    return (text, at) => {
        const { statements, problem } = (0,split/* splitSql */.b5)(text, dialect);
        const place = (0,split/* positions */.Xq)(text, at.file);
        if (problem !== undefined) {
            const whole = { from: problem.at, to: text.length, text, head: 'statement' };
            return [(0,effects/* changeOf */.C)({ kind: 'unknown', reason: problem.message }, whole, place)];
        }
        return statements.flatMap(statement => effectsOf(Words.of(statement.text, dialect), dialect).map(effect => (0,effects/* changeOf */.C)(effect, statement, place)));
    };
}
const unknown = (reason, offset) => [{ kind: 'unknown', reason, offset }];
const notRead = (what, offset) => unknown(`this form of ${what} is not read here`, offset);
const other = (verb, object, name) => [{ kind: 'other-object', verb, object, name }];
const objects = /^(?:VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|USER|ROLE|DATABASE|SCHEMA|SEQUENCE|SERVER|PACKAGE|LOGFILE|RESOURCE)$/;
function effectsOf(words, dialect) {
    const first = words.next().upper;
    switch (first) {
        case '':
            return [];
        case 'ALTER':
            return alter(words, dialect);
        case 'CREATE':
            return create(words, dialect);
        case 'DROP':
            return drop(words);
        case 'RENAME':
            return rename(words);
        case 'TRUNCATE': {
            words.take('TABLE');
            return [{ kind: 'data', verb: 'truncate', table: words.name(), whole: true }];
        }
        case 'UPDATE':
            return update(words);
        case 'DELETE':
            return remove(words);
        case 'INSERT':
        case 'REPLACE':
            return insert(words);
        case 'LOAD':
            return [{ kind: 'data', verb: 'insert', table: undefined, whole: undefined }];
        case 'SET':
            return setting(words);
        case 'PRAGMA':
            return other('alter', 'setting', words.name());
        case 'USE':
            return other('alter', 'setting', 'database');
        case 'START':
        case 'BEGIN':
            return [{ kind: 'transaction', verb: 'begin' }];
        case 'COMMIT':
        case 'END':
            return [{ kind: 'transaction', verb: 'commit' }];
        case 'ROLLBACK':
            return words.has('TO') ? [] : [{ kind: 'transaction', verb: 'rollback' }];
        case 'GRANT':
        case 'REVOKE':
            return other('alter', 'rights');
        case 'ANALYZE':
        case 'FLUSH':
        case 'UNLOCK':
        case 'SAVEPOINT':
        case 'RELEASE':
        case 'SHOW':
        case 'EXPLAIN':
            return [];
        case 'SELECT':
            return heads_select(words);
        case 'OPTIMIZE':
        case 'VACUUM':
            return unknown(`${first} writes whole tables anew`);
        default:
            return unknown(`${first} is not read here`);
    }
}
function alter(words, dialect) {
    while (words.any('ONLINE', 'OFFLINE', 'IGNORE') !== undefined)
        ;
    if (!words.take('TABLE'))
        return objectEffect('alter', words);
    words.take('IF', 'EXISTS');
    const table = words.name();
    if (table === undefined)
        return notRead('ALTER TABLE');
    if (words.take('WAIT'))
        words.next();
    else
        words.take('NOWAIT');
    return words.list().flatMap(part => {
        const offset = part.offset;
        const effects = dialect === 'mysql' ? alterMysql(part, table) : alterSqlite(part, table);
        return effects.map(effect => ({ offset, ...effect }));
    });
}
function alterSqlite(words, table) {
    if (words.take('RENAME'))
        return renameWithin(words, table);
    if (words.take('ADD')) {
        if (words.any('CONSTRAINT', 'CHECK') !== undefined)
            return notRead('ALTER TABLE');
        words.take('COLUMN');
        return addColumn(words, table);
    }
    if (words.take('DROP')) {
        if (words.take('CONSTRAINT'))
            return notRead('ALTER TABLE');
        words.take('COLUMN');
        return ended(words, column => ({ kind: 'drop-column', table, column }));
    }
    return notRead('ALTER TABLE', words.offset);
}
function alterMysql(words, table) {
    const first = words.next().upper;
    const anew = (what) => unknown(`${what} writes the whole table anew`);
    switch (first) {
        case 'ADD':
            return addMysql(words, table);
        case 'DROP':
            return dropWithin(words, table);
        case 'MODIFY': {
            words.take('COLUMN');
            words.take('IF', 'EXISTS');
            return redefine(words, table, words.name());
        }
        case 'CHANGE': {
            words.take('COLUMN');
            words.take('IF', 'EXISTS');
            const from = words.name();
            const to = words.name();
            if (from === undefined || to === undefined)
                return notRead('CHANGE');
            const renamed = from.toLowerCase() === to.toLowerCase() ? [] : [{ kind: 'rename-column', table, column: from, to }];
            return [...renamed, ...redefine(words, table, to)];
        }
        case 'RENAME':
            return renameWithin(words, table);
        case 'ALTER': {
            if (words.any('INDEX', 'KEY') !== undefined)
                return other('alter', 'index', words.name());
            if (words.any('CHECK', 'CONSTRAINT') !== undefined)
                return other('alter', 'constraint', words.name());
            words.take('COLUMN');
            const column = words.name();
            if (column === undefined)
                return notRead('ALTER COLUMN');
            if (words.take('DROP', 'DEFAULT'))
                return [{ kind: 'drop-default', table, column }];
            if (words.take('SET', 'DEFAULT'))
                return [{ kind: 'set-default', table, column }];
            return words.take('SET') && words.any('VISIBLE', 'INVISIBLE') !== undefined
                ? other('alter', 'column options', column)
                : notRead('ALTER COLUMN');
        }
        case 'ALGORITHM':
        case 'LOCK':
            return [];
        case 'CONVERT':
            return anew('CONVERT TO CHARACTER SET');
        case 'ENGINE':
        case 'FORCE':
        case 'ORDER':
        case 'ROW_FORMAT':
        case 'KEY_BLOCK_SIZE':
        case 'TABLESPACE':
            return anew(first);
        case 'AUTO_INCREMENT':
        case 'COMMENT':
        case 'DEFAULT':
        case 'CHARACTER':
        case 'CHARSET':
        case 'COLLATE':
        case 'STATS_PERSISTENT':
        case 'STATS_AUTO_RECALC':
        case 'STATS_SAMPLE_PAGES':
        case 'MAX_ROWS':
        case 'MIN_ROWS':
        case 'AVG_ROW_LENGTH':
        case 'DISABLE':
        case 'ENABLE':
            return other('alter', 'table options', table);
        default:
            return notRead('ALTER TABLE');
    }
}
function addMysql(words, table) {
    if (words.take('COLUMN'))
        return addColumns(words, table);
    if (words.peek().upper === '(')
        return addColumns(words, table);
    if (words.take('PARTITION'))
        return unknown('ADD PARTITION is not read here');
    const constraint = tableConstraint(words, table);
    return constraint ?? addColumns(words, table);
}
/** One column, or several in brackets. */
function addColumns(words, table) {
    const several = words.brackets();
    return several === undefined
        ? addColumn(words, table)
        : several.list().flatMap(each => tableConstraint(each, table) ?? addColumn(each, table));
}
function addColumn(words, table) {
    words.take('IF', 'NOT', 'EXISTS');
    const offset = words.offset;
    const read = columnOf(words);
    return read === undefined ? notRead('ADD COLUMN', offset) : [{ kind: 'add-column', table, column: read, offset }];
}
/** MODIFY and CHANGE say the whole column again; what it was before is not in the statement. */
function redefine(words, table, column) {
    const read = column === undefined ? undefined : definition(words, column);
    if (read === undefined || column === undefined)
        return notRead('MODIFY');
    const effects = [{ kind: 'change-type', table, column, from: undefined, to: read.type, rewrites: undefined }];
    if (read.nullable === false)
        effects.push({ kind: 'set-not-null', table, column });
    return effects;
}
/** An index or constraint as it stands in CREATE TABLE and after ADD; undefined: it is a column. */
function tableConstraint(words, table) {
    let name;
    if (words.take('CONSTRAINT')) {
        if (!/^(?:PRIMARY|UNIQUE|FOREIGN|CHECK)$/.test(words.peek().upper))
            name = words.name();
        words.take('IF', 'NOT', 'EXISTS');
    }
    const constraint = (type, references) => [
        { kind: 'add-constraint', table, name, type, ...(references === undefined ? {} : { references }), validates: true, usingIndex: false }
    ];
    if (words.take('PRIMARY', 'KEY'))
        return constraint('primary-key');
    if (words.take('FOREIGN', 'KEY')) {
        words.take('IF', 'NOT', 'EXISTS');
        if (words.peek().upper !== '(')
            name ??= words.name();
        words.brackets();
        const references = words.take('REFERENCES') ? words.name() : undefined;
        return references === undefined ? notRead('FOREIGN KEY') : constraint('foreign-key', references);
    }
    if (words.peek().upper === 'CHECK' && words.peek(1).upper === '(')
        return constraint('check');
    const isUnique = words.take('UNIQUE');
    const special = isUnique ? undefined : words.any('FULLTEXT', 'SPATIAL');
    // `key` and `index` are words of the language; a column of that name stands in quotes.
    const isKey = words.any('INDEX', 'KEY') !== undefined;
    if (!isUnique && special === undefined && !isKey)
        return name === undefined ? undefined : notRead('CONSTRAINT');
    words.take('IF', 'NOT', 'EXISTS');
    if (words.peek().upper !== '(' && words.peek().upper !== 'USING')
        name ??= words.name();
    if (isUnique)
        return constraint('unique');
    return [{ kind: 'create-index', table, name, unique: false, concurrently: false }];
}
function dropWithin(words, table) {
    if (words.take('PRIMARY', 'KEY'))
        return [{ kind: 'drop-constraint', table, name: 'PRIMARY' }];
    if (words.take('FOREIGN', 'KEY') || words.any('CONSTRAINT', 'CHECK') !== undefined) {
        words.take('IF', 'EXISTS');
        return ended(words, name => ({ kind: 'drop-constraint', table, name }));
    }
    if (words.any('INDEX', 'KEY') !== undefined) {
        words.take('IF', 'EXISTS');
        return ended(words, name => ({ kind: 'drop-index', table, name, concurrently: false }));
    }
    if (words.take('PARTITION'))
        return unknown('DROP PARTITION drops the rows of the partition');
    words.take('COLUMN');
    words.take('IF', 'EXISTS');
    const column = words.name();
    words.any('CASCADE', 'RESTRICT');
    return column === undefined || !words.done ? notRead('DROP') : [{ kind: 'drop-column', table, column }];
}
function renameWithin(words, table) {
    if (words.any('INDEX', 'KEY') !== undefined)
        return other('alter', 'index', words.name());
    if (words.any('TO', 'AS', '=') !== undefined)
        return ended(words, to => ({ kind: 'rename-table', table, to }));
    words.take('COLUMN');
    words.take('IF', 'EXISTS');
    const column = words.name();
    if (column === undefined)
        return notRead('RENAME');
    if (words.done)
        return [{ kind: 'rename-table', table, to: column }];
    return words.take('TO') ? ended(words, to => ({ kind: 'rename-column', table, column, to })) : notRead('RENAME');
}
/** A form that ends in one name. */
function ended(words, effect) {
    const name = words.name();
    return name === undefined || !words.done ? notRead('the statement') : [effect(name)];
}
function create(words, dialect) {
    words.take('OR', 'REPLACE');
    words.any('TEMP', 'TEMPORARY');
    if (words.take('TABLE'))
        return createTable(words, dialect);
    const isUnique = words.take('UNIQUE');
    words.any('FULLTEXT', 'SPATIAL');
    if (words.take('INDEX')) {
        words.take('IF', 'NOT', 'EXISTS');
        const name = words.name();
        if (words.any('USING') !== undefined)
            words.next();
        const table = words.take('ON') ? words.name() : undefined;
        return table === undefined ? notRead('CREATE INDEX') : [{ kind: 'create-index', table, name, unique: isUnique, concurrently: false }];
    }
    return objectEffect('create', words);
}
function createTable(words, dialect) {
    words.take('IF', 'NOT', 'EXISTS');
    const table = words.name();
    if (table === undefined)
        return notRead('CREATE TABLE');
    const elements = words.brackets();
    const columns = [];
    for (const element of elements?.list() ?? []) {
        if (tableElement(element, table, columns))
            continue;
        const column = columnOf(element);
        // LIKE in brackets, a period, a query: nothing that is read as columns
        if (column === undefined)
            return [{ kind: 'create-table', table, columns: [] }];
        if (dialect === 'sqlite' && column.unique && column.type === 'integer' && column.nullable === false)
            column.databaseDefault = 'volatile';
        columns.push(column);
    }
    return [{ kind: 'create-table', table, columns }];
}
/** Keys and constraints among the columns of a new table, set on the columns before them. false: it is a column. */
function tableElement(words, table, columns) {
    if (words.done)
        return true;
    if (words.peek().kind !== 'word')
        return false;
    const keys = words.copy().firstBrackets();
    const [effect] = tableConstraint(words, table) ?? [];
    if (effect === undefined)
        return false;
    for (const column of columns.filter(each => keys.includes(each.name))) {
        if (effect.kind === 'add-constraint') {
            if (effect.type === 'primary-key')
                column.nullable = false;
            if (effect.type === 'primary-key' || effect.type === 'unique') {
                column.unique ||= keys.length === 1;
                column.indexed = true;
            }
            if (effect.type === 'foreign-key')
                column.references ??= effect.references;
        }
        else if (effect.kind === 'create-index')
            column.indexed = true;
    }
    return true;
}
function columnOf(words) {
    const name = words.name();
    return name === undefined || name.includes('.') ? undefined : definition(words, name);
}
/** Type and attributes of a column; undefined where they are not read to their end. */
function definition(words, name) {
    const column = { name, type: typeOf(words), nullable: true, databaseDefault: 'none', unique: false, indexed: false };
    if (column.type === 'serial')
        Object.assign(column, { nullable: false, databaseDefault: 'volatile', unique: true, indexed: true });
    while (!words.done) {
        if (words.take('NOT', 'NULL'))
            column.nullable = false;
        else if (words.take('NULL'))
            column.nullable = true;
        else if (words.take('DEFAULT'))
            column.databaseDefault = defaultOf(words);
        else if (words.any('AUTO_INCREMENT', 'AUTOINCREMENT') !== undefined)
            column.databaseDefault = 'volatile';
        else if (words.take('UNIQUE')) {
            words.take('KEY');
            column.unique = column.indexed = true;
        }
        else if (words.take('PRIMARY', 'KEY') || words.take('KEY')) {
            words.any('ASC', 'DESC');
            column.nullable = false;
            column.unique = column.indexed = true;
        }
        else if (words.take('REFERENCES')) {
            column.references = words.name();
            words.brackets();
            while (words.take('ON')) {
                words.any('DELETE', 'UPDATE');
                if (words.any('SET', 'NO') !== undefined)
                    words.next();
                else
                    words.next();
            }
            words.take('MATCH') && words.next();
            words.take('NOT');
            words.take('DEFERRABLE');
            if (words.take('INITIALLY'))
                words.next();
        }
        else if (words.take('ON', 'UPDATE') || words.take('ON', 'CONFLICT')) {
            words.next();
            words.brackets();
        }
        else if (words.any('COMMENT', 'COLLATE', 'CHARSET', 'STORAGE', 'COLUMN_FORMAT', 'ENGINE_ATTRIBUTE') !== undefined) {
            words.take('=');
            words.next();
        }
        else if (words.take('CHARACTER', 'SET'))
            words.next();
        else if (words.take('CONSTRAINT'))
            words.name();
        else if (words.take('CHECK'))
            words.brackets();
        else if (words.take('GENERATED', 'ALWAYS', 'AS') || words.take('AS')) {
            words.brackets();
            column.databaseDefault = words.any('STORED', 'PERSISTENT') !== undefined ? 'volatile' : 'stable';
            words.take('VIRTUAL');
        }
        else if (words.any('VISIBLE', 'INVISIBLE', 'FIRST', 'ENFORCED') !== undefined)
            continue;
        else if (words.take('AFTER'))
            words.name();
        else
            return undefined;
    }
    return column;
}
/** Words that may follow the name of a type and are a part of it. */
const typeWords = new Set(['UNSIGNED', 'SIGNED', 'ZEROFILL', 'PRECISION', 'VARYING', 'BINARY', 'ASCII', 'UNICODE']);
const notTypes = new Set([
    'NOT',
    'NULL',
    'DEFAULT',
    'PRIMARY',
    'UNIQUE',
    'KEY',
    'REFERENCES',
    'CHECK',
    'CONSTRAINT',
    'COLLATE',
    'GENERATED',
    'AS',
    'AUTO_INCREMENT',
    'COMMENT'
]);
function typeOf(words) {
    const { kind, upper } = words.peek();
    if (kind !== 'word' || notTypes.has(upper))
        return undefined;
    let type = words.next().text.toLowerCase();
    const arguments_ = words.brackets();
    if (arguments_ !== undefined)
        type += `(${arguments_.text()})`;
    while (typeWords.has(words.peek().upper)) {
        type += ` ${words.next().text.toLowerCase()}`;
        const more = words.brackets();
        if (more !== undefined)
            type += `(${more.text()})`;
    }
    return type;
}
const perRow = /^(?:UUID|UUID_SHORT|RAND|RANDOM|RANDOMBLOB|NEXTVAL|NEXT|SYSDATE|RANDOM_BYTES)$/;
function defaultOf(words) {
    const inside = words.brackets();
    if (inside !== undefined) {
        const called = inside.called();
        if (called.some(name => perRow.test(name)))
            return 'volatile';
        return called.length === 0 && inside.isLiteral() ? 'stable' : undefined;
    }
    if (words.any('-', '+') !== undefined) {
        words.next();
        return 'stable';
    }
    const word = words.next();
    words.brackets();
    if (word.upper === 'NULL')
        return 'none';
    if (word.kind === 'string' || word.kind === 'name' || /^\d/.test(word.upper))
        return 'stable';
    if (/^(?:CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|NOW|LOCALTIME|LOCALTIMESTAMP|TRUE|FALSE)$/.test(word.upper))
        return 'stable';
    // b'0', x'00', _utf8'a'
    if (words.peek().kind === 'string') {
        words.next();
        return 'stable';
    }
    return perRow.test(word.upper) ? 'volatile' : undefined;
}
function drop(words) {
    words.any('TEMP', 'TEMPORARY');
    if (words.any('TABLE', 'TABLES') !== undefined) {
        words.take('IF', 'EXISTS');
        return words.list().flatMap((each) => {
            const table = each.name();
            each.any('CASCADE', 'RESTRICT');
            return table === undefined || !each.done ? notRead('DROP TABLE') : [{ kind: 'drop-table', table }];
        });
    }
    if (words.take('INDEX')) {
        words.take('IF', 'EXISTS');
        const name = words.name();
        const table = words.take('ON') ? words.name() : undefined;
        return [{ kind: 'drop-index', table, name, concurrently: false }];
    }
    const what = words.peek().upper;
    if (what === 'DATABASE' || what === 'SCHEMA')
        return unknown(`DROP ${what} drops all that it holds`);
    return objectEffect('drop', words);
}
/** Views, routines and the like: the first word that names a kind of object says which. */
function objectEffect(verb, words) {
    for (let i = 0; i < 12 && !words.done; i++) {
        const { upper } = words.next();
        if (!objects.test(upper))
            continue;
        words.take('IF', 'NOT', 'EXISTS');
        words.take('IF', 'EXISTS');
        return other(verb, upper.toLowerCase(), words.name());
    }
    return notRead(verb.toUpperCase());
}
function rename(words) {
    if (words.any('TABLE', 'TABLES') === undefined)
        return words.take('USER') ? other('alter', 'user') : notRead('RENAME');
    words.take('IF', 'EXISTS');
    return words.list().flatMap((each) => {
        const table = each.name();
        return table !== undefined && each.take('TO') ? ended(each, to => ({ kind: 'rename-table', table, to })) : notRead('RENAME TABLE');
    });
}
/** No condition and no limit: all rows; with other tables beside it only those that these have. */
function wholeOf(words) {
    if (words.has('WHERE', 'LIMIT'))
        return false;
    return words.has('JOIN', 'USING') ? undefined : true;
}
function update(words) {
    while (words.any('LOW_PRIORITY', 'IGNORE') !== undefined)
        ;
    if (words.take('OR'))
        words.next();
    const table = words.name();
    return [{ kind: 'data', verb: 'update', table, whole: wholeOf(words) }];
}
function remove(words) {
    while (words.any('LOW_PRIORITY', 'QUICK', 'IGNORE') !== undefined)
        ;
    if (words.take('FROM')) {
        const table = words.name();
        return [{ kind: 'data', verb: 'delete', table, whole: wholeOf(words) }];
    }
    return [{ kind: 'data', verb: 'delete', table: words.name(), whole: words.has('WHERE', 'LIMIT') ? false : undefined }];
}
function insert(words) {
    while (words.any('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE') !== undefined)
        ;
    if (words.take('OR'))
        words.next();
    words.take('INTO');
    const table = words.name();
    const isQuery = words.has('SELECT') || (!words.has('VALUES', 'VALUE', 'SET') && words.called().length === 0);
    const whole = isQuery ? (words.has('WHERE', 'LIMIT') ? false : words.has('FROM')) : false;
    return [{ kind: 'data', verb: 'insert', table, whole }];
}
const lockTimeouts = /^(?:LOCK_WAIT_TIMEOUT|INNODB_LOCK_WAIT_TIMEOUT)$/;
const statementTimeouts = /^(?:MAX_STATEMENT_TIME|MAX_EXECUTION_TIME)$/;
function setting(words) {
    const set = words.list().flatMap((each) => {
        while (each.any('@', 'SESSION', 'LOCAL', '.') !== undefined)
            ;
        const name = each.next().upper;
        const value = each.any('=', ':') === undefined ? '' : each.next().upper;
        if (/^0+$/.test(value))
            return [];
        if (lockTimeouts.test(name))
            return [{ kind: 'set-timeout', which: 'lock' }];
        return statementTimeouts.test(name) ? [{ kind: 'set-timeout', which: 'statement' }] : [];
    });
    return set.length > 0 ? set : other('alter', 'setting');
}
const harmless = /^(?:COUNT|MAX|MIN|SUM|AVG|CONCAT|CONCAT_WS|NOW|IF|IFNULL|NULLIF|COALESCE|DATABASE|VERSION|CAST|CONVERT|SLEEP|GET_LOCK|RELEASE_LOCK|LAST_INSERT_ID|ROW_COUNT|IN|AND|OR|WHERE|SELECT|EXISTS|FROM|AS|ON|VALUES|UPPER|LOWER|LENGTH|SUBSTRING|REPLACE|TRIM|DATE|UUID|GROUP_CONCAT|CHANGES)$/;
function heads_select(words) {
    const own = words.called().find(name => !harmless.test(name));
    return own === undefined ? [] : unknown(`it calls ${own.toLowerCase()}, whose effect is not read`);
}


/***/ }),

/***/ 85518:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ mysqlReader)
/* harmony export */ });
/* harmony import */ var _heads_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62228);

/** Statements of MySQL and MariaDB. */
const mysqlReader = (0,_heads_js__WEBPACK_IMPORTED_MODULE_0__/* .headReader */ .G)('mysql');


/***/ }),

/***/ 12936:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Uo: () => (/* binding */ headOf),
/* harmony export */   Xq: () => (/* binding */ positions),
/* harmony export */   b5: () => (/* binding */ splitSql)
/* harmony export */ });
/* unused harmony export excerpt */
/* harmony import */ var _tokens_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(86400);

/**
 * Cuts a text into statements as the database's own client does: what is in quotes, comments, brackets and the bodies of routines ends none. Lines for the
 * client (`\connect`) are statements of their own; DELIMITER lines are none. The data below a `COPY … FROM stdin` belongs to it.
 */
function splitSql(text, dialect) {
    const tokens = new _tokens_js__WEBPACK_IMPORTED_MODULE_0__/* .Tokens */ .D(text, dialect);
    const statements = [];
    let problem = findConflict(text, dialect);
    let from = -1;
    let to = -1;
    let brackets = 0;
    let body = new Body(dialect);
    /** goose: what is between StatementBegin and StatementEnd is one statement */
    let held = false;
    const close = () => {
        if (from < 0)
            return;
        const statement = text.slice(from, to);
        statements.push({ from, to, text: statement, head: headOf(statement) });
        if (dialect === 'postgres' && /^SET\s/i.test(statement)) {
            const setting = /^SET\s+(?:SESSION\s+|LOCAL\s+)?standard_conforming_strings\s*(?:=|TO)\s*'?(\w+)/i.exec(statement)?.[1];
            if (setting !== undefined)
                tokens.backslashes = /^(?:off|false|no|0)$/i.test(setting);
        }
        from = -1;
        brackets = 0;
        body = new Body(dialect);
    };
    for (let token = tokens.at(0, true); token !== undefined; token = tokens.at(token.to, from < 0)) {
        if (token.open !== undefined && problem === undefined)
            problem = { kind: 'syntax', at: token.from, message: `a ${token.open} that is not closed in ${excerpt(text, token.from)}` };
        if (token.kind === 'space') {
            if (text.startsWith('-- +goose Statement', token.from)) {
                held = text.startsWith('-- +goose StatementBegin', token.from);
                if (!held)
                    close();
            }
            continue;
        }
        if (token.kind === 'line') {
            if (text[token.from] === '\\')
                statements.push({
                    from: token.from,
                    to: token.to,
                    text: text.slice(token.from, token.to),
                    head: headOf(text.slice(token.from, token.to))
                });
            continue;
        }
        if (token.kind === 'end' && !held && brackets <= 0 && !(body.depth > 0 && tokens.delimiter === ';')) {
            if (dialect === 'postgres' && from >= 0 && /^COPY\b[\s\S]*\bFROM\s+STDIN\b/i.test(text.slice(from, Math.min(to, from + 4000)))) {
                const data = /\n\\\.(?=\r?\n|\r?$)/g;
                data.lastIndex = token.to;
                token = data.test(text) ? { ...token, to: data.lastIndex } : { ...token, to: text.length };
            }
            close();
            continue;
        }
        if (from < 0)
            from = token.from;
        to = token.kind === 'end' && held ? to : token.to;
        if (token.kind === 'sign') {
            if (text[token.from] === '(')
                brackets++;
            else if (text[token.from] === ')')
                brackets--;
        }
        if (token.kind === 'word')
            body.see(text, token, brackets);
        else
            body.pause();
    }
    close();
    return { statements, problem };
}
const blocks = /^(?:BEGIN|CASE|END|IF|LOOP|WHILE|REPEAT)$/i;
/** How deep a statement stands in the body of a routine that is not in quotes: `BEGIN ATOMIC … END` of PostgreSQL, BEGIN … END elsewhere. */
class Body {
    depth = 0;
    #words = [];
    #isRoutine;
    #last = '';
    #dialect;
    constructor(dialect) {
        this.#dialect = dialect;
    }
    /** `END; IF` is no `END IF`. */
    pause() {
        this.#last = '';
    }
    see(text, token, brackets) {
        if (this.#isRoutine === false)
            return;
        const length = token.to - token.from;
        if (this.#isRoutine === undefined) {
            if (this.#words.length === 0 && length !== 6)
                this.#isRoutine = false;
            else {
                this.#words.push(text.slice(token.from, token.to).toUpperCase());
                this.#isRoutine = isRoutine(this.#words, this.#dialect);
            }
            return;
        }
        if (brackets > 0)
            return;
        const found = length <= 6 ? text.slice(token.from, token.to).toUpperCase() : '';
        if (blocks.test(found)) {
            if (found === 'BEGIN' && this.#last !== 'END')
                this.depth++;
            else if (found === 'CASE' && this.depth > 0 && this.#last !== 'END')
                this.depth++;
            else if (found === 'END' && this.depth > 0)
                this.depth--;
            else if (this.#last === 'END' && found !== 'CASE' && found !== 'BEGIN')
                this.depth++;
        }
        this.#last = found;
    }
}
/** Whether the words that a statement begins with are those of a routine; undefined: not to be told yet. */
function isRoutine(words, dialect) {
    if (words[0] !== 'CREATE')
        return false;
    const last = words.at(-1);
    if (last === 'FUNCTION' || last === 'PROCEDURE')
        return dialect !== 'sqlite';
    if (last === 'TRIGGER' || last === 'EVENT')
        return dialect !== 'postgres';
    if (words.length === 1 || /^(?:OR|REPLACE|TEMP|TEMPORARY)$/.test(last))
        return undefined;
    // MySQL: CREATE DEFINER = name@host PROCEDURE
    if (dialect === 'mysql' && (last === 'DEFINER' || last === 'AGGREGATE' || words.includes('DEFINER')) && words.length < 8)
        return undefined;
    return false;
}
/** Marks of an unresolved merge, where they are not inside quotes. */
function findConflict(text, dialect) {
    if (!/^(?:<{7}|>{7})(?:\s|$)/m.test(text))
        return undefined;
    const message = 'unresolved merge conflict';
    const whole = /^<{7}(?: [^\n]*)?\r?\n[\s\S]*?^={7}\r?$[\s\S]*?^>{7}(?: [^\n]*)?\r?$/m.exec(text);
    if (whole !== null)
        return { kind: 'conflict', at: whole.index, message };
    const marks = [...text.matchAll(/^(?:<{7}|>{7})(?:\s|$)/gm)].map(mark => mark.index);
    const tokens = new _tokens_js__WEBPACK_IMPORTED_MODULE_0__/* .Tokens */ .D(text, dialect);
    for (let token = tokens.at(0, false); token !== undefined; token = tokens.at(token.to, false)) {
        if (token.kind === 'sign' && marks.includes(token.from))
            return { kind: 'conflict', at: token.from, message };
    }
    return undefined;
}
/** The words that say what a statement does: `ALTER TABLE`, `CREATE INDEX`. What only qualifies them is left out. */
function headOf(statement) {
    if (statement.startsWith('\\'))
        return /^\\\S*/.exec(statement)[0];
    const words = leadingWords(statement, 8);
    const first = words[0] ?? '';
    if (!/^(?:CREATE|ALTER|DROP|COMMENT|RENAME|TRUNCATE|LOCK|REFRESH|REINDEX)$/.test(first))
        return first === '' ? 'statement' : first;
    const rest = words
        .slice(1)
        .filter(each => !/^(?:OR|REPLACE|UNIQUE|FULLTEXT|SPATIAL|TEMP|TEMPORARY|GLOBAL|LOCAL|UNLOGGED|ONLINE|OFFLINE|IGNORE|ON|CONSTRAINT|RECURSIVE)$/.test(each));
    const object = rest[0] ?? '';
    if (!/^[A-Z]+$/.test(object) || /^(?:TRUNCATE|LOCK)$/.test(first))
        return object === 'TABLE' ? `${first} TABLE` : first;
    return /^(?:MATERIALIZED|FOREIGN|EVENT|TEXT|DEFAULT)$/.test(object) && rest[1] !== undefined
        ? `${first} ${object} ${rest[1]}`
        : `${first} ${object}`;
}
function leadingWords(statement, limit) {
    const words = [];
    const next = /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|--[^\n]*\n)*([A-Za-z_]+)(?=[\s;(/]|$)/y;
    for (let found = next.exec(statement); found !== null && words.length < limit; found = next.exec(statement))
        words.push(found[1].toUpperCase());
    return words;
}
/** What stands at an offset, short enough for a message. */
function excerpt(text, at) {
    const line = text
        .slice(at, at + 60)
        .split('\n', 1)[0]
        .trimEnd();
    return `'${line.length > 40 ? `${line.slice(0, 40)}…` : line}'`;
}
/** Line and column of offsets in one text; the lines are counted once. */
function positions(text, file) {
    let starts;
    return offset => {
        if (starts === undefined) {
            starts = [0];
            for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
                starts.push(i + 1);
        }
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (starts[middle] <= offset)
                low = middle;
            else
                high = middle - 1;
        }
        return { file, line: low + 1, column: offset - starts[low] + 1 };
    };
}


/***/ }),

/***/ 6966:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ sqliteReader)
/* harmony export */ });
/* harmony import */ var _heads_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62228);

/** Statements of SQLite, whose ALTER TABLE has four forms only. */
const sqliteReader = (0,_heads_js__WEBPACK_IMPORTED_MODULE_0__/* .headReader */ .G)('sqlite');


/***/ }),

/***/ 86400:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ Tokens)
/* harmony export */ });
const blank = /[ \t\r\n\f\v\u00a0]+/y;
const word = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_$]*/uy;
const lineComment = /--[^\n\r]*/y;
const mysqlLineComment = /(?:--(?=[\s]|$)|#)[^\n\r]*/y;
const number = /\d[\w.]*|\.\d\w*/y;
const parameter = /\$\d+/y;
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
/** What may stand between two parts of one string in PostgreSQL: blanks with a line break among them, and no comment. */
const continued = /[ \t\f\v]*[\n\r][ \t\f\v\n\r]*'/y;
const delimiterLine = /DELIMITER[ \t]+(\S+)[^\n\r]*/iy;
const metaCommand = /\\[^\n\r]*/y;
/** Cuts a text into tokens, one at a time. It never fails: what is not closed reaches to the end of the text and says so. */
class Tokens {
    text;
    #dialect;
    /** what ends a statement; DELIMITER changes it in the files of MySQL */
    delimiter = ';';
    /** backslashes escape in plain strings too: MySQL, and PostgreSQL where `standard_conforming_strings` is off */
    backslashes;
    constructor(text, dialect) {
        this.text = text;
        this.#dialect = dialect;
        this.backslashes = dialect === 'mysql';
    }
    /** The token that begins at an offset, undefined behind the end. `fresh`: no statement is open, so that a line may be for the client. */
    at(from, fresh) {
        const { text } = this;
        if (from >= text.length)
            return undefined;
        const token = (kind, to, open) => open === undefined ? { kind, from, to } : { kind, from, to, open };
        const match = (pattern) => {
            pattern.lastIndex = from;
            return pattern.test(text) ? pattern.lastIndex : -1;
        };
        const character = text[from];
        let to = match(blank);
        if (to > 0)
            return token('space', to);
        if (text.startsWith(this.delimiter, from))
            return token('end', from + this.delimiter.length);
        to = match(this.#dialect === 'mysql' ? mysqlLineComment : lineComment);
        if (to > 0)
            return token('space', to);
        if (text.startsWith('/*', from))
            return this.#comment(from);
        if (this.#dialect === 'mysql' && text.startsWith('*/', from))
            return token('space', from + 2);
        if (fresh && this.#dialect === 'postgres' && character === '\\')
            return token('line', match(metaCommand));
        if (fresh && this.#dialect === 'mysql' && (character === 'D' || character === 'd')) {
            to = match(delimiterLine);
            if (to > 0) {
                delimiterLine.lastIndex = from;
                this.delimiter = delimiterLine.exec(text)[1];
                return token('line', to);
            }
        }
        if (character === "'")
            return this.#quoted(from, from + 1, 'string', this.backslashes);
        if (character === '"')
            return this.#quoted(from, from + 1, this.#dialect === 'mysql' ? 'string' : 'name', this.#dialect === 'mysql');
        if (character === '`' && this.#dialect !== 'postgres')
            return this.#quoted(from, from + 1, 'name', false);
        if (character === '[' && this.#dialect === 'sqlite') {
            const end = text.indexOf(']', from);
            return end < 0 ? token('name', text.length, 'name') : token('name', end + 1);
        }
        if (this.#dialect === 'postgres' && character === '$') {
            to = match(parameter);
            if (to > 0)
                return token('sign', to);
            to = match(dollarQuote);
            if (to > 0) {
                const tag = text.slice(from, to);
                const end = text.indexOf(tag, to);
                return end < 0 ? token('string', text.length, 'dollar quote') : token('string', end + tag.length);
            }
        }
        to = match(word);
        if (to > 0) {
            // E'…' has escapes; the other letters before a quote change nothing about where the string ends.
            if (to === from + 1 && text[to] === "'" && this.#dialect === 'postgres' && /[ebxn]/i.test(character))
                return this.#quoted(from, to + 1, 'string', /e/i.test(character) || this.backslashes);
            return token('word', to);
        }
        to = match(number);
        return token('sign', to > 0 ? to : from + (text.codePointAt(from) > 0xffff ? 2 : 1));
    }
    /** Nested in PostgreSQL. What MySQL runs of a comment (the marked kind) is code; its marks are blanks. */
    #comment(from) {
        const { text } = this;
        if (this.#dialect === 'mysql') {
            const code = /\/\*M?!\d*/y;
            code.lastIndex = from;
            if (code.test(text))
                return { kind: 'space', from, to: code.lastIndex };
        }
        let depth = 1;
        const mark = this.#dialect === 'postgres' ? /\/\*|\*\//g : /\*\//g;
        mark.lastIndex = from + 2;
        for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
            depth += found[0] === '/*' ? 1 : -1;
            if (depth === 0)
                return { kind: 'space', from, to: mark.lastIndex };
        }
        return { kind: 'space', from, to: text.length, open: 'comment' };
    }
    #quoted(from, inside, kind, backslashes) {
        const { text } = this;
        const quote = text[inside - 1];
        for (let i = inside; i < text.length; i++) {
            const character = text[i];
            if (character === '\\' && backslashes)
                i++;
            else if (character === quote) {
                if (text[i + 1] === quote)
                    i++;
                else {
                    if (kind === 'name' || this.#dialect !== 'postgres')
                        return { kind, from, to: i + 1 };
                    continued.lastIndex = i + 1;
                    if (!continued.test(text))
                        return { kind, from, to: i + 1 };
                    i = continued.lastIndex - 1;
                }
            }
        }
        return { kind, from, to: text.length, open: kind };
    }
}


/***/ })

};
;