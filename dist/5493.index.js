"use strict";
exports.id = 5493;
exports.ids = [5493];
exports.modules = {

/***/ 98395:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ rewrites)
/* harmony export */ });
/**
 * Whether a change of type makes the database write every row anew, which MySQL and MariaDB call a copy; undefined: it cannot be told. Types are
 * written as people write them, lower case: `varchar(20)`, `timestamp with time zone`, `int unsigned`. Nobody saying which database it is, PostgreSQL.
 */
function rewrites(from, to, database) {
    if (from === undefined || to === undefined)
        return undefined;
    if (database === 'sqlite')
        return from !== to;
    return database === 'mysql' || database === 'mariadb' ? copied(mysqlType(from), mysqlType(to), database) : rewritten(from, to);
}
/** Other names of PostgreSQL's types, and the types of columns that number themselves. */
const postgresNames = {
    int2: 'smallint',
    int4: 'integer',
    int: 'integer',
    int8: 'bigint',
    smallserial: 'smallint',
    serial: 'integer',
    bigserial: 'bigint',
    float4: 'real',
    float8: 'double precision',
    double: 'double precision',
    double_precision: 'double precision',
    bool: 'boolean',
    bpchar: 'char',
    character: 'char',
    'character varying': 'varchar',
    'bit varying': 'varbit',
    decimal: 'numeric',
    'timestamp with time zone': 'timestamptz',
    'timestamp without time zone': 'timestamp',
    'time with time zone': 'timetz',
    'time without time zone': 'time',
    blob: 'bytea'
};
/** Types of PostgreSQL and of its usual extensions, none of which is a domain or an enumeration that somebody made. */
const postgresTypes = new Set('smallint integer bigint real numeric boolean uuid date json jsonb bytea varchar text char timestamp timestamptz time timetz interval inet cidr bit varbit xml money tsvector hstore citext'
    .split(' ')
    .concat('double precision'));
/** Values of the first are valid as they are stored for the second, where that has no length to cut them to. */
const sameBytes = new Set('varchar text,text varchar,xml text,xml varchar,cidr inet,bit varbit,varchar citext,text citext,citext varchar,citext text'.split(','));
/**
 * PostgreSQL keeps the rows where the old values are valid as they are stored: a longer or unbounded varchar, text for varchar, a numeric of the
 * same scale with more digits, finer times. `timestamp` against `timestamptz` depends on the session's time zone.
 */
function rewritten(from, to) {
    if (from === to)
        return false;
    if (from.endsWith('[]') && to.endsWith('[]'))
        return rewritten(from.slice(0, -2), to.slice(0, -2)) || undefined;
    const [a, b] = [postgresType(from), postgresType(to)];
    if (a === undefined || b === undefined || !postgresTypes.has(a.name) || !postgresTypes.has(b.name))
        return undefined;
    const grows = (index, unlimited) => (b.sizes[index] ?? unlimited) >= (a.sizes[index] ?? unlimited);
    if (a.name === b.name) {
        switch (b.name) {
            case 'varchar':
            case 'varbit':
                return !grows(0, Number.POSITIVE_INFINITY);
            case 'numeric':
                if (b.sizes.length === 0)
                    return false;
                if (a.sizes.length === 0)
                    return true;
                return !((b.sizes[1] ?? 0) === (a.sizes[1] ?? 0) && grows(0, Number.POSITIVE_INFINITY));
            case 'timestamp':
            case 'timestamptz':
            case 'time':
            case 'timetz':
            case 'interval':
                return !grows(0, 6);
            case 'char':
            case 'bit':
                return (a.sizes[0] ?? 1) !== (b.sizes[0] ?? 1);
            default:
                return false;
        }
    }
    const pair = `${a.name} ${b.name}`;
    if (pair === 'timestamp timestamptz' || pair === 'timestamptz timestamp')
        return undefined;
    if (sameBytes.has(pair))
        return b.sizes.length === 0 ? false : b.name === 'varbit' ? undefined : true;
    return true;
}
function postgresType(text) {
    // The number of digits of a time stands in the middle of its name.
    const [, first, list = '', rest = ''] = /^([a-z_][\w ]*?)(?:\(([\d, ]+)\))?( with(?:out)? time zone)?$/.exec(text) ?? [];
    if (first === undefined)
        return undefined;
    const sizes = numbersOf(list);
    const name = first + rest;
    // FLOAT(n) counts binary digits.
    if (name === 'float')
        return { name: (sizes[0] ?? 53) <= 24 ? 'real' : 'double precision', sizes: [] };
    return { name: postgresNames[name] ?? name, sizes };
}
const mysqlNames = {
    integer: 'int',
    bool: 'tinyint',
    boolean: 'tinyint',
    dec: 'decimal',
    numeric: 'decimal',
    fixed: 'decimal',
    real: 'double',
    'double precision': 'double',
    character: 'char',
    'character varying': 'varchar'
};
const mysqlTypes = new Set('tinyint smallint mediumint int bigint float double decimal char varchar binary varbinary tinytext text mediumtext longtext tinyblob blob mediumblob longblob date datetime timestamp time year json uuid'.split(' '));
/** What MySQL and MariaDB do not change in place, they copy. */
function copied(a, b, database) {
    const bare = ({ name }) => name.replace(' unsigned', '');
    if (!mysqlTypes.has(bare(a)) || !mysqlTypes.has(bare(b)))
        return undefined;
    // MySQL takes some texts for bytes as they are stored.
    const isBytes = (/text$/.test(a.name) && /blob$/.test(b.name)) || (a.name === 'varchar' && b.name === 'varbinary');
    if (a.name !== b.name)
        return database === 'mysql' && isBytes ? undefined : true;
    const [before = 0, after = 0] = [a.sizes[0], b.sizes[0]];
    switch (b.name) {
        case 'varchar':
            return after < before || lengthGrows(4 * before, 4 * after, database);
        case 'varbinary':
            return after < before || lengthGrows(before, after, database);
        case 'char':
        case 'binary':
        case 'decimal':
        case 'datetime':
        case 'timestamp':
        case 'time':
            return String(a.sizes) !== String(b.sizes);
        default:
            return String(a.sizes) === String(b.sizes) ? false : undefined;
    }
}
/**
 * The length of a value takes one byte in a column of up to 255 bytes, and two beyond; a character of utf8mb4 has four. MariaDB stores what is shorter
 * than 128 bytes in the same way in both, so that no row changes where the column could hold no more.
 */
function lengthGrows(before, after, database) {
    return after > 255 && before <= 255 && (database === 'mysql' || before > 127);
}
function mysqlType(text) {
    const [, first = text, list = '', rest = ''] = /^([a-z_][\w ]*?)(?:\(([\d, ]+)\))?((?: [a-z ]+)?)$/.exec(text.toLowerCase()) ?? [];
    const words = `${first}${rest}`.replace(/ (?:signed|auto_increment)\b/g, '').replace(/ (?:unsigned(?: zerofill)?|zerofill)$/, '');
    const name = mysqlNames[words] ?? words;
    const unsigned = /unsigned|zerofill/.test(text.toLowerCase()) ? ' unsigned' : '';
    const sizes = numbersOf(list);
    // The width of a whole number is how it is shown.
    if (/int$/.test(name))
        return { name: name + unsigned, sizes: [] };
    if (name === 'decimal')
        return { name: name + unsigned, sizes: [sizes[0] ?? 10, sizes[1] ?? 0] };
    if (/^(?:char|binary)$/.test(name))
        return { name, sizes: [sizes[0] ?? 1] };
    if (/^(?:datetime|timestamp|time)$/.test(name))
        return { name, sizes: [sizes[0] ?? 0] };
    return { name: name + unsigned, sizes };
}
function numbersOf(list) {
    return list === '' ? [] : list.split(',').map(Number);
}


/***/ }),

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

/***/ 6966:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ sqliteReader)
/* harmony export */ });
/* harmony import */ var _heads_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62228);

/** Statements of SQLite, whose ALTER TABLE has four forms only. */
const sqliteReader = (0,_heads_js__WEBPACK_IMPORTED_MODULE_0__/* .headReader */ .G)('sqlite');


/***/ })

};
;