"use strict";
exports.id = 838;
exports.ids = [838];
exports.modules = {

/***/ 4838:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkMigrations: () => (/* binding */ checkMigrations),
  checkProject: () => (/* binding */ checkProject),
  classify: () => (/* reexport */ classify),
  describeReason: () => (/* reexport */ describeReason),
  plannedMigrations: () => (/* binding */ plannedMigrations),
  readDjangoProjectInTurns: () => (/* reexport */ readDjangoProjectInTurns)
});

// EXTERNAL MODULE: ./node_modules/@lezer/python/dist/index.js + 3 modules
var dist = __webpack_require__(1283);
;// CONCATENATED MODULE: ./build/shared/squash/python-syntax.js

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Decodes as Python does: UTF-8 unless the first two lines declare another encoding. One that is not known here is read byte by byte. */
function decodePython(content) {
    if (typeof content === 'string')
        return { text: content.replace(/^\uFEFF/, ''), problem: undefined };
    const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, 400)).toString('latin1').split(/\r?\n/, 2);
    const declared = head.map(line => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]).find(name => name !== undefined);
    if (declared !== undefined && !/^utf[-_]?8(-sig)?$/i.test(declared))
        return { text: decoderOf(declared).decode(content), problem: undefined };
    try {
        return { text: utf8.decode(content), problem: undefined };
    }
    catch {
        const text = new TextDecoder('utf-8').decode(content);
        return {
            text,
            problem: {
                kind: 'encoding',
                at: Math.max(0, text.indexOf('\uFFFD')),
                message: 'the bytes are not UTF-8, and no other encoding is declared'
            }
        };
    }
}
function decoderOf(name) {
    try {
        return new TextDecoder(name.replace(/^latin[-_]1$/i, 'latin1').replaceAll('_', '-'));
    }
    catch {
        return { decode: content => Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1') };
    }
}
/** Parses one module; the tree is complete even where the text is broken (lezer recovers), so `problem` must be looked at. */
function parsePython(content) {
    const { text, problem } = decodePython(content);
    let tree = dist/* parser */.K.parse(text);
    if (problem !== undefined)
        return { text, tree, problem };
    const conflict = findConflict(text, tree);
    if (conflict !== undefined)
        return { text, tree, problem: conflict };
    if (firstError(tree) !== undefined) {
        const eased = easeForLezer(text, tree);
        if (eased !== text)
            tree = dist/* parser */.K.parse(eased);
    }
    const at = firstError(tree);
    const open = at === undefined ? undefined : findOpenString(text, tree, at);
    if (open !== undefined)
        return { text, tree, problem: { kind: 'syntax', at: open, message: `a string that is not closed in ${excerpt(text, open)}` } };
    if (at !== undefined)
        return { text, tree, problem: { kind: 'syntax', at: pointAt(text, at), message: `invalid syntax near ${excerpt(text, at)}` } };
    return { text, tree, problem: findLenient(text, tree) };
}
/** The offset of the first node that the parser had to skip or to invent. */
function firstError(tree) {
    const cursor = tree.cursor();
    do
        if (cursor.type.isError)
            return cursor.from;
    while (cursor.next());
    return undefined;
}
/** A string that begins before the first error and has no closing quote: the error shows only on a later line. */
function findOpenString(text, tree, before) {
    let found;
    tree.iterate({
        to: before,
        enter: node => {
            if (found === undefined && (node.name === 'String' || node.name === 'FormatString') && isOpenString(text.slice(node.from, node.to)))
                found = node.from;
        }
    });
    return found;
}
/**
 * Marks of an unresolved merge. `=======` alone is a common underline in a docstring, so it counts only between the other two;
 * a single opening or closing mark counts where it is not inside a string.
 */
function findConflict(text, tree) {
    if (!/^(<{7}|>{7})(\s|$)/m.test(text))
        return undefined;
    const whole = /^<{7}(?: [^\n]*)?\r?\n[\s\S]*?^={7}\r?$[\s\S]*?^>{7}(?: [^\n]*)?\r?$/m.exec(text);
    const message = 'unresolved merge conflict';
    if (whole !== null)
        return { kind: 'conflict', at: whole.index, message };
    for (const mark of text.matchAll(/^(<{7}|>{7})(\s|$)/gm)) {
        const name = tree.resolveInner(mark.index, 1).name;
        if (name !== 'String' && name !== 'FormatString' && name !== 'Escape')
            return { kind: 'conflict', at: mark.index, message };
    }
    return undefined;
}
/**
 * Valid Python that @lezer/python 1.1 does not know, rewritten at equal length so that every position stays: a bare `yield`, a float that
 * ends in its point, a starred target of a loop, a target after `as` that is not a name, a `case` with empty brackets. Found by parsing 16,493 valid files.
 */
function easeForLezer(text, tree) {
    const opaque = [];
    tree.iterate({
        enter: node => {
            if (node.name !== 'String' && node.name !== 'Comment')
                return true;
            opaque.push([node.from, node.to]);
            return false;
        }
    });
    let index = 0;
    const isOpaque = (at) => {
        while (index < opaque.length && opaque[index][1] <= at)
            index++;
        return index < opaque.length && opaque[index][0] <= at;
    };
    const rewrite = (source, pattern, replacement) => {
        index = 0;
        return source.replace(pattern, (match, ...rest) => isOpaque(rest.find(value => typeof value === 'number')) ? match : replacement(match));
    };
    let eased = rewrite(text, /\byield\b(?=[ \t]*(?:[\r\n)\];#,]|$))/g, () => 'yie1d');
    eased = rewrite(eased, /(?<![\w.])\d[\d_]*\.(?![\w.])/g, match => `${match.slice(0, -1)}0`);
    eased = rewrite(eased, /(?<![\w.])\d[\d_]*\.(?=[eEjJ])/g, match => `${match.slice(0, -1)}0`);
    eased = rewrite(eased, /\bfor\b[^\n:]*?\bin\b/g, match => match.replaceAll('*', ' '));
    eased = rewrite(eased, /\bas[ \t]+(?:\([^()\n]*\)|\w+(?:\.\w+)+)(?=[ \t]*[:,)])/g, match => `as ${'x'.repeat(match.length - 3)}`);
    eased = rewrite(eased, /^[ \t]+case\b[^\n]*:/gm, match => match.replaceAll('()', '  ').replaceAll('{}', '_ '));
    return eased;
}
/** What lezer accepts and Python 3 does not: found by breaking real migrations at random and asking CPython. The first one in the text. */
function findLenient(text, tree) {
    let problem;
    const report = (at, message) => {
        problem ??= { kind: 'syntax', at, message };
    };
    tree.iterate({
        // `at.node` builds the node's whole chain of parents: only where a check needs it.
        enter: at => {
            if (problem !== undefined)
                return false;
            const { name, from, to } = at;
            switch (name) {
                case 'PrintStatement':
                    return report(from, '`print` without brackets is Python 2');
                case 'CompareOp':
                    return text.slice(from, to) === '<>' ? report(from, '`<>` is Python 2') : undefined;
                case 'Number':
                    // `1.e-05` is read as an attribute `e` and a number `05`.
                    return /^0[\d_]*[1-9][\d_]*$/.test(text.slice(from, to)) && !/[eE][-+]$/.test(text.slice(from - 2, from))
                        ? report(from, 'a number cannot begin with 0')
                        : undefined;
                case 'String':
                    return isOpenString(text.slice(from, to)) ? report(from, `a string that is not closed in ${excerpt(text, from)}`) : undefined;
                case 'ArgList':
                    return checkArguments(at.node, report);
                case 'TryStatement':
                    return at.node.getChild('except') === null && at.node.getChild('finally') === null
                        ? report(from, '`try` without `except` or `finally`')
                        : undefined;
                case 'ImportStatement':
                    return at.node.lastChild?.name === ',' ? report(at.node.lastChild.from, 'a comma at the end of an import') : undefined;
                case 'Script':
                case 'Body':
                    return checkIndentation(text, at.node, report);
            }
        }
    });
    return problem;
}
/** A string in single quotes ends on its line unless the line break is escaped. */
function isOpenString(literal) {
    const quote = /^[a-zA-Z]*('''|"""|'|")/.exec(literal);
    if (quote === null)
        return false;
    const body = literal.slice(quote[0].length);
    return !body.endsWith(quote[1]) || (quote[1].length === 1 && /[\r\n]/.test(body.replace(/\\(\r\n|[\s\S])/g, '')));
}
function checkArguments(list, report) {
    let named = false;
    for (let child = list.firstChild; child !== null; child = child.nextSibling) {
        const starts = child.prevSibling?.name === '(' || child.prevSibling?.name === ',';
        if (!starts || child.name === ')' || child.name === '*' || child.name === 'Comment')
            continue;
        if (child.name === '**' || child.nextSibling?.name === 'AssignOp')
            named = true;
        else if (named)
            report(child.from, 'a positional argument after a named one');
    }
}
/** The statements of a block that begin a line stand at one column: at the margin in a module, deeper than the header in a body. */
function checkIndentation(text, block, report) {
    let expected = block.name === 'Script' ? '' : undefined;
    for (let child = block.firstChild; child !== null; child = child.nextSibling) {
        if (child.name === ':' || child.name === 'Comment')
            continue;
        const indent = text.slice(text.lastIndexOf('\n', child.from - 1) + 1, child.from);
        if (!/^[ \t\f]*$/.test(indent))
            continue;
        const margin = indent.replace(/^.*\f/, '');
        if (expected === undefined)
            expected = margin;
        else if (margin !== expected)
            report(child.from, `unexpected indentation of ${excerpt(text, child.from)}`);
    }
}
/** An error node often stands behind the white space that follows the last good token; point at what a reader sees. */
function pointAt(text, at) {
    let offset = Math.min(at, text.length);
    while (offset > 0 && (offset >= text.length || /\s/.test(text[offset])))
        offset--;
    return offset;
}
function excerpt(text, at) {
    const point = pointAt(text, at);
    const start = text.lastIndexOf('\n', point) + 1;
    const end = text.indexOf('\n', point);
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``;
}

;// CONCATENATED MODULE: ./build/shared/squash/python.js

/** Calls that read a list and do not change it. */
const harmless = new Set([
    'list',
    'tuple',
    'sorted',
    'len',
    'set',
    'frozenset',
    'print',
    'sum',
    'reversed',
    'enumerate',
    'dict',
    'str',
    'repr',
    'any',
    'all'
]);
const mutators = new Set([
    'append',
    'extend',
    'insert',
    'remove',
    'pop',
    'clear',
    'sort',
    'reverse',
    '__setitem__',
    '__delitem__',
    '__iadd__'
]);
const maximumDepth = 400;
/**
 * Reads the facts of one module. Never throws on broken text: `problem` is then set and the facts are what could be recovered.
 * `resolveStar` gives the names of a module that is imported with `*`, where the caller can read it.
 */
function readPython(content, resolveStar) {
    const parsed = parsePython(content);
    const reader = new Reader(parsed, resolveStar);
    reader.block(parsed.tree.topNode, reader.module, 'always');
    reader.settle();
    return { text: parsed.text, problem: parsed.problem, names: reader.module, stars: reader.stars, position: positions(parsed.text) };
}
/** Line and column of offsets in a text; the line table is built on first use. */
function positions(text) {
    let starts;
    return at => {
        if (starts === undefined) {
            starts = [0];
            for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
                starts.push(i + 1);
        }
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (starts[middle] <= at)
                low = middle;
            else
                high = middle - 1;
        }
        return { line: low + 1, column: at - starts[low] + 1 };
    };
}
class Reader {
    module = new Map();
    stars = [];
    text;
    resolveStar;
    /** bodies of the module's own functions, and which of them are called while the module is imported */
    functions = new Map();
    called = new Set();
    depth = 0;
    constructor(parsed, resolveStar) {
        this.text = parsed.text;
        this.resolveStar = resolveStar;
    }
    block(node, scope, certainty) {
        for (let child = node.firstChild; child !== null; child = child.nextSibling)
            this.statement(child, scope, certainty);
    }
    statement(node, scope, certainty) {
        switch (node.name) {
            case 'StatementGroup':
                this.block(node, scope, certainty);
                return;
            case 'ImportStatement':
                this.importStatement(node, scope);
                return;
            case 'AssignStatement':
                this.assign(node, scope, certainty);
                return;
            case 'UpdateStatement':
                this.update(node, scope, certainty);
                return;
            case 'ExpressionStatement': {
                const expression = node.firstChild;
                if (expression !== null && !this.mutation(expression, scope, certainty))
                    this.value(expression, scope);
                return;
            }
            case 'DeleteStatement': {
                for (const child of children(node)) {
                    const target = child.name === 'MemberExpression' ? this.targetList(child.firstChild, scope) : undefined;
                    if (target !== undefined)
                        forget(target, 'an item is deleted', node.from);
                    else if (child.name === 'VariableName')
                        scope.set(this.slice(child), unknown('deleted', node.from));
                }
                return;
            }
            case 'ClassDefinition':
                this.classDefinition(node, scope, certainty);
                return;
            case 'DecoratedStatement': {
                for (const child of children(node)) {
                    if (child.name === 'ClassDefinition') {
                        this.classDefinition(child, scope, certainty);
                        const name = child.getChild('VariableName');
                        if (name !== null)
                            scope.set(this.slice(name), unknown('a decorated class', child.from));
                    }
                    else if (child.name === 'FunctionDefinition')
                        this.statement(child, scope, certainty);
                }
                return;
            }
            case 'FunctionDefinition': {
                const name = node.getChild('VariableName');
                if (name === null)
                    return;
                this.functions.set(this.slice(name), node);
                scope.set(this.slice(name), { kind: 'name', name: this.slice(name), at: node.from });
                return;
            }
            case 'IfStatement':
                this.ifStatement(node, scope, certainty);
                return;
            case 'WithStatement':
                for (const body of node.getChildren('Body'))
                    this.block(body, scope, certainty);
                return;
            case 'ForStatement':
            case 'WhileStatement': {
                const keyword = node.getChild('in') ?? node.getChild('Body');
                for (const child of children(node)) {
                    if (keyword !== null && child.from >= keyword.from)
                        break;
                    if (child.name === 'VariableName')
                        scope.set(this.slice(child), unknown('the variable of a loop', child.from));
                }
                for (const body of node.getChildren('Body'))
                    this.block(body, scope, 'repeated');
                return;
            }
            case 'TryStatement':
            case 'MatchStatement':
                for (const body of [
                    ...node.getChildren('Body'),
                    ...(node.getChild('MatchBody')?.getChildren('MatchClause') ?? []).flatMap(clause => clause.getChildren('Body'))
                ])
                    this.block(body, scope, certainty === 'always' ? 'maybe' : certainty);
                return;
            default:
                return;
        }
    }
    ifStatement(node, scope, certainty) {
        let decided = false;
        let test = null;
        let isElse = false;
        for (const child of children(node)) {
            if (child.name === 'if' || child.name === 'elif')
                test = null;
            else if (child.name === 'else')
                isElse = true;
            else if (child.name === 'Body') {
                const known = isElse || (test?.name === 'Boolean' ? this.slice(test) === 'True' : undefined);
                if (known !== false && !decided) {
                    const sure = known === true && !this.sawUncertainBranch(node, child);
                    this.block(child, scope, sure ? certainty : certainty === 'always' ? 'maybe' : certainty);
                }
                if (known === true)
                    decided = true;
            }
            else
                test ??= child;
        }
    }
    /** Whether a branch before this one depends on a condition that is not a literal. */
    sawUncertainBranch(node, until) {
        for (const child of children(node)) {
            if (child.from >= until.from)
                return false;
            const previous = child.prevSibling;
            if ((previous?.name === 'if' || previous?.name === 'elif') && child.name !== 'Boolean' && child.name !== 'Body')
                return true;
        }
        return false;
    }
    importStatement(node, scope) {
        const parts = [...children(node)];
        const text = (node_) => this.slice(node_);
        const importAt = parts.findIndex(part => part.name === 'import');
        if (importAt < 0)
            return;
        const from = parts[0]?.name === 'from' ? parts.slice(1, importAt).map(text).join('') : undefined;
        const rest = parts.slice(importAt + 1).filter(part => part.name !== '(' && part.name !== ')' && part.name !== 'Comment');
        let words = [];
        const bind = () => {
            if (words.length === 0)
                return;
            const as = words.indexOf('as');
            const path = (as < 0 ? words : words.slice(0, as)).join('');
            const alias = as < 0 ? undefined : words[as + 1];
            if (path === '*' && from !== undefined) {
                this.stars.push(from);
                for (const [name, value] of this.resolveStar?.(from) ?? new Map())
                    if (!name.startsWith('_'))
                        scope.set(name, value);
            }
            else if (from !== undefined) {
                const full = from.endsWith('.') ? from + path : `${from}.${path}`;
                scope.set(alias ?? path, { kind: 'name', name: full, at: node.from });
            }
            else if (alias !== undefined)
                scope.set(alias, { kind: 'name', name: path, at: node.from });
            else {
                const top = path.split('.')[0];
                scope.set(top, { kind: 'name', name: top, at: node.from });
            }
            words = [];
        };
        for (const part of rest) {
            if (part.name === ',')
                bind();
            else
                words.push(part.name === 'as' ? 'as' : text(part));
        }
        bind();
    }
    assign(node, scope, certainty) {
        const groups = [[]];
        for (const child of children(node)) {
            if (child.name === 'AssignOp')
                groups.push([]);
            else if (child.name !== 'TypeDef' && child.name !== 'Comment')
                groups.at(-1).push(child);
        }
        const right = groups.length > 1 ? groups.pop() : undefined;
        if (right === undefined)
            return;
        const value = right.length === 1 ? this.value(right[0], scope) : this.listOf(right, scope, false, right[0]?.from ?? node.from);
        for (const target of groups) {
            if (target.length === 1 && target[0].name === 'VariableName') {
                scope.set(this.slice(target[0]), certainty === 'always' ? value : unknown('assigned under a condition', node.from));
            }
            else if (target.length === 1 && target[0].name === 'MemberExpression')
                this.assignMember(target[0], value, scope, certainty, node.from);
            else {
                for (const part of target) {
                    for (const name of [part, ...part.getChildren('VariableName')]) {
                        if (name.name === 'VariableName')
                            scope.set(this.slice(name), unknown('unpacked from another value', node.from));
                    }
                }
            }
        }
    }
    /** `Migration.x = …` after the class, `list[0] = …`. */
    assignMember(target, value, scope, certainty, at) {
        const base = target.firstChild === null ? undefined : this.value(target.firstChild, scope);
        const property = target.getChild('PropertyName');
        if (base?.kind === 'class' && property !== null) {
            base.facts.attributes.set(this.slice(property), certainty === 'always' ? value : unknown('assigned under a condition', at));
        }
        else if (base?.kind === 'list')
            forget(base, 'an item is assigned', at);
        else if (base?.kind === 'dict')
            base.complete = false;
    }
    update(node, scope, certainty) {
        const parts = [...children(node)].filter(child => child.name !== 'Comment');
        const operator = parts.findIndex(part => part.name === 'UpdateOp');
        const target = parts[0];
        if (target === undefined || operator < 0)
            return;
        const right = parts.slice(operator + 1);
        const value = right.length === 1 ? this.value(right[0], scope) : this.listOf(right, scope, false, right[0]?.from ?? node.from);
        const list = this.targetList(target, scope);
        const isPlus = this.slice(parts[operator]) === '+=';
        if (list?.mutable === true) {
            if (isPlus)
                this.extend(list, value, certainty);
            else
                forget(list, 'changed by an operator that is not read', node.from);
            return;
        }
        const current = this.value(target, scope);
        const next = isPlus ? this.plus(current, value, node.from) : unknown('an operator that is not read', node.from);
        const assigned = certainty === 'always' ? next : unknown('changed under a condition', node.from);
        if (target.name === 'VariableName')
            scope.set(this.slice(target), assigned);
        else if (target.name === 'MemberExpression')
            this.assignMember(target, assigned, scope, 'always', node.from);
    }
    /** `x.append(…)` and its like, as a statement. Returns whether it was one. */
    mutation(node, scope, certainty) {
        if (node.name !== 'CallExpression')
            return false;
        const callee = node.firstChild;
        const method = callee?.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
        if (callee === null || method === null || callee.firstChild === null)
            return false;
        const name = this.slice(method);
        if (!mutators.has(name))
            return false;
        const list = this.targetList(callee.firstChild, scope);
        if (list === undefined)
            return false;
        const call = this.argumentsOf(node, scope);
        const first = call.args[0];
        if (name === 'append' && first !== undefined && call.args.length === 1)
            this.add(list, first, certainty);
        else if ((name === 'extend' || name === '__iadd__') && first !== undefined)
            this.extend(list, first, certainty);
        else if (name === 'insert' && first?.kind === 'number' && first.value === 0 && call.args[1] !== undefined && certainty === 'always')
            list.items.unshift(call.args[1]);
        else if (name === 'clear' && certainty === 'always')
            list.items.length = 0;
        else
            forget(list, `changed by .${name}()`, node.from);
        return true;
    }
    add(list, item, certainty) {
        if (certainty === 'always')
            list.items.push(item);
        else if (certainty === 'maybe')
            list.items.push({ kind: 'maybe', value: item, reason: 'added under a condition', at: item.at });
        else
            list.items.push(unknown('added in a loop', item.at, true));
    }
    extend(list, value, certainty) {
        if (value.kind === 'list')
            for (const item of [...value.items])
                this.add(list, item, certainty);
        else
            list.items.push(unknown(reasonOf(value), value.at, true));
    }
    /** The list that a target names (`x`, `Migration.operations`), if it is known. */
    targetList(node, scope) {
        if (node === null || (node.name !== 'VariableName' && node.name !== 'MemberExpression'))
            return undefined;
        const value = this.value(node, scope);
        return value.kind === 'list' ? value : undefined;
    }
    classDefinition(node, scope, certainty) {
        const name = node.getChild('VariableName');
        if (name === null)
            return;
        const argList = node.getChild('ArgList');
        const bases = argList === null ? [] : this.readArguments(argList, scope).args;
        const attributes = new Map();
        const body = node.getChild('Body');
        const methods = [];
        const facts = { name: this.slice(name), at: node.from, bases, attributes, methods };
        if (body !== null) {
            this.block(body, new OverlayScope(attributes, scope), 'always');
            for (const child of children(body)) {
                const definition = child.name === 'DecoratedStatement' ? child.getChild('FunctionDefinition') : child.name === 'FunctionDefinition' ? child : null;
                const method = definition?.getChild('VariableName');
                if (method !== null && method !== undefined)
                    methods.push(this.slice(method));
            }
        }
        const value = { kind: 'class', facts, at: node.from };
        scope.set(facts.name, certainty === 'always' ? value : { kind: 'maybe', value, reason: 'defined under a condition', at: node.from });
    }
    value(node, scope) {
        if (++this.depth > maximumDepth) {
            this.depth--;
            return unknown('nested too deeply', node.from);
        }
        try {
            return this.evaluate(node, scope);
        }
        finally {
            this.depth--;
        }
    }
    evaluate(node, scope) {
        const at = node.from;
        switch (node.name) {
            case 'String':
                return decodeString(this.slice(node), at);
            case 'ContinuedString': {
                let joined = '';
                for (const child of children(node)) {
                    const part = this.value(child, scope);
                    if (part.kind === 'unknown')
                        return part;
                    if (part.kind === 'string')
                        joined += part.value;
                }
                return { kind: 'string', value: joined, at };
            }
            case 'FormatString':
                return node.getChild('FormatReplacement') === null ? decodeString(this.slice(node), at) : unknown('a formatted string', at);
            case 'Number': {
                const number = Number(this.slice(node).replaceAll('_', ''));
                return Number.isNaN(number) ? unknown('a number that is not read', at) : { kind: 'number', value: number, at };
            }
            case 'Boolean':
                return { kind: 'constant', value: this.slice(node) === 'True', at };
            case 'None':
                return { kind: 'constant', value: null, at };
            case 'UnaryExpression': {
                const operand = node.lastChild === null ? undefined : this.value(node.lastChild, scope);
                const operator = node.firstChild === null ? '' : this.slice(node.firstChild);
                if (operand?.kind === 'number' && operator === '-')
                    return { kind: 'number', value: -operand.value, at };
                return unknown('an expression', at);
            }
            case 'VariableName': {
                const name = this.slice(node);
                return scope.get(name) ?? { kind: 'name', name, at };
            }
            case 'MemberExpression':
                return this.member(node, scope);
            case 'ParenthesizedExpression': {
                const inner = [...children(node)].find(child => child.name !== '(' && child.name !== ')' && child.name !== 'Comment');
                return inner === undefined ? { kind: 'list', mutable: false, items: [], at } : this.value(inner, scope);
            }
            case 'ArrayExpression':
            case 'TupleExpression':
            case 'SetExpression':
                return this.listOf([...children(node)], scope, node.name === 'ArrayExpression', at);
            case 'DictionaryExpression':
                return this.dictionary(node, scope);
            case 'BinaryExpression': {
                const operator = node.getChild('ArithOp');
                const left = node.firstChild;
                const right = node.lastChild;
                if (operator === null || left === null || right === null || this.slice(operator) !== '+')
                    return unknown('an expression', at);
                return this.plus(this.value(left, scope), this.value(right, scope), at);
            }
            case 'CallExpression':
                return this.call(node, scope);
            case 'ConditionalExpression':
                return unknown('depends on a condition', at);
            case 'ArrayComprehensionExpression':
            case 'ComprehensionExpression':
            case 'SetComprehensionExpression':
            case 'DictionaryComprehensionExpression':
                return unknown('a comprehension', at);
            default:
                return unknown('an expression', at);
        }
    }
    plus(left, right, at) {
        if (left.kind === 'string' && right.kind === 'string')
            return { kind: 'string', value: left.value + right.value, at };
        if (left.kind === 'list' || right.kind === 'list') {
            const items = (value) => (value.kind === 'list' ? value.items : [unknown(reasonOf(value), value.at, true)]);
            const mutable = left.kind === 'list' ? left.mutable : right.kind === 'list' && right.mutable;
            return { kind: 'list', mutable, items: [...items(left), ...items(right)], at };
        }
        return unknown('a sum of values that are not read', at);
    }
    member(node, scope) {
        const base = node.firstChild === null ? undefined : this.value(node.firstChild, scope);
        const property = node.getChild('PropertyName');
        if (base === undefined || property === null)
            return unknown('an item of another value', node.from);
        if (base.kind === 'name')
            return { kind: 'name', name: `${base.name}.${this.slice(property)}`, at: node.from };
        if (base.kind === 'class')
            return base.facts.attributes.get(this.slice(property)) ?? unknown('an attribute that is not read', node.from);
        return unknown('an attribute of another value', node.from);
    }
    listOf(nodes, scope, mutable, at) {
        const items = [];
        let star = false;
        for (const child of nodes) {
            if (child.name === '*')
                star = true;
            else if (!isPunctuation(child)) {
                const value = this.value(child, scope);
                if (!star)
                    items.push(value);
                else if (value.kind === 'list')
                    items.push(...value.items);
                else
                    items.push(unknown(reasonOf(value), value.at, true));
                star = false;
            }
        }
        return { kind: 'list', mutable, items, at };
    }
    dictionary(node, scope) {
        const entries = [];
        let complete = true;
        let key;
        let splat = false;
        for (const child of children(node)) {
            if (child.name === '**')
                splat = true;
            else if (!isPunctuation(child)) {
                const value = this.value(child, scope);
                if (splat) {
                    if (value.kind === 'dict') {
                        entries.push(...value.entries);
                        complete &&= value.complete;
                    }
                    else
                        complete = false;
                    splat = false;
                }
                else if (key === undefined)
                    key = value;
                else {
                    entries.push({ key, value });
                    key = undefined;
                }
            }
        }
        return { kind: 'dict', entries, complete, at: node.from };
    }
    call(node, scope) {
        const callee = node.firstChild;
        if (callee === null)
            return unknown('a call', node.from);
        const target = this.value(callee, scope);
        const name = target.kind === 'name' ? target.name : target.kind === 'class' ? target.facts.name : '';
        const call = this.argumentsOf(node, scope);
        if (this.functions.has(name))
            this.called.add(name);
        const first = call.args[0];
        if ((name === 'list' || name === 'tuple') && call.keywords.size === 0) {
            if (first === undefined)
                return { kind: 'list', mutable: name === 'list', items: [], at: node.from };
            if (first.kind === 'list')
                return { kind: 'list', mutable: name === 'list', items: [...first.items], at: node.from };
        }
        // What another function gets, it may change.
        if (!harmless.has(name) && !name.startsWith('django.')) {
            for (const argument of [...call.args, ...call.keywords.values()]) {
                if (argument.kind === 'list' && argument.mutable && !isWithin(argument.at, node))
                    forget(argument, `passed to ${name === '' ? 'a function' : `${name}()`}`, node.from);
                else if (argument.kind === 'class') {
                    for (const attribute of argument.facts.attributes.values())
                        if (attribute.kind === 'list')
                            forget(attribute, `passed to ${name === '' ? 'a function' : `${name}()`}`, node.from);
                }
            }
        }
        return { kind: 'call', name, args: call.args, keywords: call.keywords, complete: call.complete, at: node.from };
    }
    argumentsOf(node, scope) {
        const list = node.getChild('ArgList');
        return list === null ? { args: [], keywords: new Map(), complete: true } : this.readArguments(list, scope);
    }
    readArguments(list, scope) {
        const args = [];
        const keywords = new Map();
        let complete = true;
        let group = [];
        const finish = () => {
            const [first, second, third] = group;
            group = [];
            if (first === undefined)
                return;
            if (first.name === '*' && second !== undefined) {
                const value = this.value(second, scope);
                if (value.kind === 'list' && value.items.every(item => item.kind !== 'unknown' && item.kind !== 'maybe'))
                    args.push(...value.items);
                else
                    complete = false;
            }
            else if (first.name === '**' && second !== undefined) {
                const value = this.value(second, scope);
                if (value.kind === 'dict' && value.complete && value.entries.every(entry => entry.key.kind === 'string')) {
                    for (const entry of value.entries)
                        if (entry.key.kind === 'string')
                            keywords.set(entry.key.value, entry.value);
                }
                else
                    complete = false;
            }
            else if (second?.name === 'AssignOp' && third !== undefined)
                keywords.set(this.slice(first), this.value(third, scope));
            else if (second !== undefined)
                args.push(unknown('a generator', first.from));
            else
                args.push(this.value(first, scope));
        };
        for (const child of children(list)) {
            if (child.name === ',' || child.name === ')')
                finish();
            else if (child.name !== '(' && child.name !== 'Comment' && !child.type.isError)
                group.push(child);
        }
        finish();
        return { args, keywords, complete };
    }
    /** Lists that a called function of this module changes are no longer known. */
    settle() {
        for (const name of this.called) {
            const body = this.functions.get(name);
            if (body === undefined)
                continue;
            const code = this.slice(body);
            for (const match of code.matchAll(/\b(\w+)(?:\.(\w+))?(?:\s*(?:\+=|\[[^\]]*\]\s*=[^=])|\.(\w+)\()/g)) {
                const value = this.module.get(match[1]);
                const target = value?.kind === 'class' && match[2] !== undefined ? value.facts.attributes.get(match[2]) : value;
                if (target?.kind === 'list' && (match[3] === undefined || mutators.has(match[3])))
                    forget(target, `changed by ${name}()`, body.from);
            }
            for (const match of code.matchAll(/\bglobal\s+([\w, ]+)/g)) {
                for (const global of match[1].split(','))
                    this.module.set(global.trim(), unknown(`assigned by ${name}()`, body.from));
            }
        }
    }
    slice(node) {
        return this.text.slice(node.from, node.to);
    }
}
/** A class body: reads fall through to the module, writes stay in the class. */
class OverlayScope extends Map {
    own;
    outer;
    constructor(own, outer) {
        super();
        this.own = own;
        this.outer = outer;
    }
    get(name) {
        return this.own.get(name) ?? this.outer.get(name);
    }
    set(name, value) {
        this.own.set(name, value);
        return this;
    }
}
function* children(node) {
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
        yield child;
}
function isPunctuation(node) {
    return node.name === 'Comment' || node.type.isError || /^[[\](){},:]$/.test(node.name);
}
function isWithin(at, node) {
    return at >= node.from && at < node.to;
}
function unknown(reason, at, many) {
    return { kind: 'unknown', reason, at, many };
}
function forget(list, reason, at) {
    list.items.push(unknown(reason, at, true));
}
/** Why a value is not a list of known items. */
function reasonOf(value) {
    switch (value.kind) {
        case 'unknown':
        case 'maybe':
            return value.reason;
        case 'name':
            return `the value of ${value.name} is not in this file`;
        case 'call':
            return `the result of ${value.name === '' ? 'a call' : `${value.name}()`}`;
        default:
            return `a ${value.kind} where a list was expected`;
    }
}
const simpleEscapes = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
    '\\': '\\',
    "'": "'",
    '"': '"',
    '\n': ''
};
/** A string literal's value, or unknown for bytes and `\N{…}`. */
function decodeString(literal, at) {
    const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)$/.exec(literal);
    if (match === null)
        return unknown('a string that is not read', at);
    const prefix = match[1].toLowerCase();
    if (prefix.includes('b'))
        return unknown('bytes', at);
    const quote = match[2];
    const body = match[3].endsWith(quote) ? match[3].slice(0, -quote.length) : match[3];
    if (prefix.includes('r') || !body.includes('\\'))
        return { kind: 'string', value: prefix.includes('f') ? body.replaceAll('{{', '{').replaceAll('}}', '}') : body, at };
    if (/\\N\{/.test(body))
        return unknown('a named character', at);
    const value = body.replace(/\\(\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g, (whole, code) => {
        if (code === '\r\n')
            return '';
        if (/^[xuU]./.test(code)) {
            const point = Number.parseInt(code.slice(1), 16);
            return Number.isNaN(point) || point > 0x10ffff ? whole : String.fromCodePoint(point);
        }
        if (/^[0-7]/.test(code))
            return String.fromCodePoint(Number.parseInt(code, 8));
        return simpleEscapes[code] ?? whole;
    });
    return { kind: 'string', value, at };
}

;// CONCATENATED MODULE: ./build/shared/squash/django/migration.js

const djangoOperations = /^django\.(db\.migrations|contrib\.(postgres|gis)\.)/;
/** Reads one migration module. Positions are those of the file; nothing is run. */
function readMigration(content, app, name, file) {
    return new MigrationReader(readPython(content), app, name, file).read();
}
class MigrationReader {
    module;
    app;
    name;
    file;
    problems = [];
    unknown = [];
    swappables = [];
    constructor(module, app, name, file) {
        this.module = module;
        this.app = app;
        this.name = name;
        this.file = file;
    }
    read() {
        const { problem } = this.module;
        if (problem !== undefined)
            this.problems.push({ kind: problem.kind, ...this.at(problem.at), app: this.app, migration: this.name, detail: problem.message });
        const facts = this.migrationClass(problem !== undefined);
        const result = { swappables: this.swappables, providesSwappable: [], problems: this.problems, unknown: this.unknown };
        if (facts === 'absent')
            return { ...result, migration: undefined };
        const migration = {
            framework: 'django',
            app: this.app,
            name: this.name,
            ...this.at(facts?.at ?? 0),
            dependencies: [],
            runBefore: [],
            replaces: [],
            operations: [],
            operationsKnown: facts !== undefined && problem === undefined,
            graphKnown: facts !== undefined && problem === undefined,
            atomic: true,
            initial: undefined,
            methods: facts?.methods ?? []
        };
        if (facts === undefined)
            return { ...result, migration };
        const get = (attribute) => facts.attributes.get(attribute);
        migration.dependencies = this.references(migration, 'dependencies', get('dependencies'));
        migration.runBefore = this.references(migration, 'run_before', get('run_before'));
        migration.replaces = this.references(migration, 'replaces', get('replaces'));
        migration.operations = this.operations(migration, get('operations'));
        migration.atomic = booleanOf(get('atomic'), true);
        migration.initial = get('initial') === undefined ? undefined : booleanOf(get('initial'), undefined);
        if (migration.methods.includes('__init__') || migration.methods.includes('__new__')) {
            this.report('graph', facts.at, 'the Migration class has its own constructor');
            migration.graphKnown = false;
        }
        const base = facts.bases.find(one => !isMigrationBase(one));
        if (base !== undefined || facts.bases.length === 0) {
            this.report('graph', facts.at, `the Migration class inherits from ${base === undefined ? 'nothing' : base.kind === 'name' ? base.name : 'a class'} that is not read`);
            migration.graphKnown = false;
            migration.methods.push('(inherited)');
        }
        return { ...result, migration, providesSwappable: swappableOptions(migration.operations) };
    }
    /** The facts of the class; undefined when `Migration` is something that is not read; `absent` when there is no such name. */
    migrationClass(isBroken) {
        const value = this.module.names.get('Migration');
        if (value?.kind === 'class')
            return value.facts;
        if (value !== undefined) {
            this.report('graph', value.at, `Migration is not a class in this file: ${reasonOf(value)}`);
            return undefined;
        }
        if (this.module.stars.length > 0) {
            this.report('graph', 0, `Migration may come from \`from ${this.module.stars[0]} import *\``);
            return undefined;
        }
        if (isBroken)
            return undefined;
        this.problems.push({
            kind: 'no-migration-class',
            ...this.at(0),
            app: this.app,
            migration: this.name,
            detail: `${this.file} defines no class Migration`
        });
        return 'absent';
    }
    references(migration, attribute, value) {
        if (value === undefined)
            return [];
        const unread = (at, reason) => {
            this.report('graph', at, `${attribute}: ${reason}`);
            migration.graphKnown = false;
        };
        if (value.kind !== 'list') {
            unread(value.at, reasonOf(value));
            return [];
        }
        const references = [];
        for (const item of value.items) {
            const conditional = item.kind === 'maybe';
            const inner = item.kind === 'maybe' ? item.value : item;
            if (conditional)
                unread(item.at, item.reason);
            const swappable = this.swappable(inner, conditional);
            if (swappable !== undefined) {
                this.swappables.push(swappable);
                continue;
            }
            const [app, name] = inner.kind === 'list' ? inner.items : [];
            if (inner.kind === 'list' && inner.items.length === 2 && app?.kind === 'string' && name?.kind === 'string') {
                references.push({ app: app.value, name: name.value, conditional, ...this.at(inner.at) });
            }
            else if (inner.kind === 'list' && inner.items.every(part => part.kind === 'string'))
                unread(inner.at, `an entry of ${inner.items.length} strings where (app, name) was expected`);
            else if (inner.kind === 'string')
                unread(inner.at, 'a string where (app, name) was expected; a comma may be missing');
            else
                unread(inner.at, inner.kind === 'list' ? reasonOf(inner.items.find(part => part.kind !== 'string') ?? inner) : reasonOf(inner));
        }
        return references;
    }
    swappable(value, conditional) {
        if (value.kind !== 'call' || !/(^|\.)swappable_dependency$/.test(value.name))
            return undefined;
        const argument = value.args[0] ?? value.keywords.get('value');
        const place = { conditional, ...this.at(value.at) };
        if (argument?.kind === 'string')
            return { setting: '', reference: { app: argument.value.split('.')[0], name: '__first__', ...place } };
        if (argument?.kind === 'name' && /(^|\.)settings\.\w+$/.test(argument.name))
            return { setting: argument.name.split('.').at(-1), reference: { app: '', name: '__first__', ...place } };
        return undefined;
    }
    operations(migration, value) {
        if (value === undefined)
            return [];
        if (value.kind !== 'list') {
            this.report('operations', value.at, `operations: ${reasonOf(value)}`);
            migration.operationsKnown = false;
            return [];
        }
        const operations = [];
        for (const item of value.items) {
            const inner = item.kind === 'maybe' ? item.value : item;
            if (item.kind === 'maybe' || inner.kind !== 'call' || inner.name === '') {
                this.report('operations', item.at, `operations: ${item.kind === 'maybe' ? item.reason : reasonOf(inner)}`);
                migration.operationsKnown = false;
            }
            if (inner.kind === 'call' && inner.name !== '')
                operations.push(operationOf(inner, this.at(inner.at), item.kind === 'maybe'));
        }
        return operations;
    }
    report(affects, at, reason) {
        this.unknown.push({ framework: 'django', app: this.app, migration: this.name, affects, reason, ...this.at(at) });
    }
    at(offset) {
        return { file: this.file, ...this.module.position(offset) };
    }
}
/** The operation that a call builds. */
function operationOf(call, position, conditional) {
    return { kind: call.name.split('.').at(-1), path: call.name, known: djangoOperations.test(call.name), conditional, call, ...position };
}
function isMigrationBase(value) {
    return value.kind === 'name' && /^django\.db\.migrations(\.migration)?\.Migration$/.test(value.name);
}
function booleanOf(value, absent) {
    if (value === undefined)
        return absent;
    return value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined;
}
/** `options={'swappable': 'AUTH_USER_MODEL'}` of the models that are created. */
function swappableOptions(operations) {
    const settings = [];
    for (const { kind, call } of operations) {
        if (kind !== 'CreateModel' || call.kind !== 'call')
            continue;
        const options = call.keywords.get('options') ?? call.args[2];
        if (options?.kind !== 'dict')
            continue;
        for (const { key, value } of options.entries)
            if (key.kind === 'string' && key.value === 'swappable' && value.kind === 'string')
                settings.push(value.value);
    }
    return settings;
}

;// CONCATENATED MODULE: ./build/shared/squash/additive.js

/** Model fields of Django that become one plain column, without index, check or reference of their own. */
const plainFields = new Set('BigIntegerField BinaryField BooleanField CharField DateField DateTimeField DecimalField DurationField EmailField FileField FilePathField FloatField GenericIPAddressField ImageField IntegerField JSONField SmallIntegerField TextField TimeField URLField UUIDField'.split(' '));
/** Fields with a CHECK of their own: adding the column makes PostgreSQL read every row under its lock. */
const checkedFields = new Set(['PositiveBigIntegerField', 'PositiveIntegerField', 'PositiveSmallIntegerField']);
/** Keyword arguments of fields that change nothing in how the column is added. */
const harmlessArguments = new Set('allow_files allow_folders allow_unicode auto_now auto_now_add blank choices db_collation db_column db_comment decimal_places decoder default editable encoder error_messages height_field help_text match max_digits max_length name path protocol recursive serialize storage unpack_ipv4 upload_to validators verbose_name width_field'.split(' '));
/** Operations that change Django's picture of the models and send no SQL. */
const stateOnly = new Set(['AlterModelOptions', 'AlterModelManagers']);
const relations = new Set(['ForeignKey', 'OneToOneField', 'ManyToManyField']);
/** Decides whether a plan, in its order, is proven additive and compatible with the release that runs now. */
function classify(plan) {
    const reasons = [];
    const created = new Set();
    for (const item of plan) {
        if (!('operations' in item)) {
            reasons.push({
                app: item.app,
                migration: item.name,
                operation: '',
                file: '',
                line: 0,
                column: 0,
                reason: 'the migration is not in the repository, so its operations are not read'
            });
            continue;
        }
        const whole = (reason) => reasons.push({ app: item.app, migration: item.name, operation: '', file: item.file, line: item.line, column: item.column, reason });
        if (!item.operationsKnown)
            whole('some of its operations cannot be read from the source');
        if (!item.graphKnown)
            whole('the migration cannot be read completely');
        if (item.methods.length > 0)
            whole(`the Migration class defines ${item.methods.join(', ')}, whose effect is not known`);
        for (const operation of item.operations) {
            const reason = objection(operation, item, created);
            if (reason !== undefined) {
                const { kind, file, line, column } = operation;
                reasons.push({ app: item.app, migration: item.name, operation: kind, file, line, column, reason });
            }
        }
    }
    return { additive: reasons.length === 0, reasons };
}
/** One line per reason, for a summary: `AddField in mes/migrations/0004_x.py:12: …`. */
function describeReason(reason) {
    const what = reason.operation === '' ? `${reason.app}.${reason.migration}` : reason.operation;
    return reason.file === '' ? `${what}: ${reason.reason}` : `${what} in ${reason.file}:${reason.line}: ${reason.reason}`;
}
/** Why one operation is not proven additive; undefined when it is. `created` collects the tables that this plan makes itself. */
function objection(operation, migration, created) {
    const { call, kind } = operation;
    if (operation.conditional)
        return 'it runs under a condition that cannot be read';
    if (call.kind !== 'call' || !operation.known)
        return `${operation.path} is not an operation of Django, so its effect is not known`;
    if (!call.complete)
        return 'some of its arguments cannot be read';
    if (stateOnly.has(kind))
        return undefined;
    switch (kind) {
        case 'CreateModel':
            return createModel(call, migration, created);
        case 'AddField': {
            const model = textArgument(call, 'model_name', 0);
            const field = argument(call, 'field', 2);
            if (model === undefined || field === undefined)
                return 'its model or field cannot be read';
            const isNewTable = created.has(tableKey(migration.app, model));
            return isNewTable ? relationObjection(field, migration.app, created) : fieldObjection(field);
        }
        case 'AddIndex':
        case 'AddConstraint': {
            const model = textArgument(call, 'model_name', 0);
            if (model !== undefined && created.has(tableKey(migration.app, model)))
                return undefined;
            return kind === 'AddIndex'
                ? 'building an index keeps writers out of the table until it is done (AddIndexConcurrently does not)'
                : 'a constraint is checked on every row under a lock, and the running release may violate it';
        }
        case 'AlterUniqueTogether':
        case 'AlterIndexTogether': {
            const model = textArgument(call, 'name', 0);
            if (model !== undefined && created.has(tableKey(migration.app, model)))
                return undefined;
            return 'it builds or drops an index under a lock';
        }
        case 'AddIndexConcurrently':
            return migration.atomic === false ? undefined : 'the migration is not `atomic = False`, so Django refuses a concurrent index';
        case 'SeparateDatabaseAndState':
            return separate(call, operation, migration, created);
        case 'RunPython':
            return 'it runs code whose effect on the data is not known';
        case 'RunSQL':
            return 'it runs SQL that is not read here';
        case 'RemoveField':
            return 'it drops a column that the running release may still read or write';
        case 'DeleteModel':
            return 'it drops a table that the running release may still use';
        case 'AlterField':
            return 'it changes a column that the running release uses, and may rewrite the table';
        case 'RenameField':
        case 'RenameModel':
        case 'AlterModelTable':
            return 'it renames what the running release still calls by its old name';
        default:
            return `${kind} is not on the list of operations that are proven additive`;
    }
}
function createModel(call, migration, created) {
    const name = textArgument(call, 'name', 0);
    const fields = argument(call, 'fields', 1);
    if (name === undefined || fields?.kind !== 'list')
        return 'its name or fields cannot be read';
    created.add(tableKey(migration.app, name));
    const bases = argument(call, 'bases', 3);
    if (bases !== undefined && bases.kind !== 'list')
        return 'its bases cannot be read';
    for (const item of fields.items) {
        const field = item.kind === 'list' ? item.items[1] : undefined;
        if (field === undefined)
            return 'one of its fields cannot be read';
        const reason = relationObjection(field, migration.app, created);
        if (reason !== undefined)
            return reason;
    }
    return undefined;
}
/** What a field of a new, empty table can still do to other tables: lock one that it references. */
function relationObjection(field, app, created) {
    if (field.kind !== 'call' || !field.complete)
        return 'a field cannot be read';
    const kind = djangoField(field);
    if (kind === undefined)
        return `the field class ${field.name === '' ? '(not a name)' : field.name} is not Django's, so its column is not known`;
    if (!relations.has(kind))
        return undefined;
    if (kind !== 'ManyToManyField' && isConstant(field.keywords.get('db_constraint'), false))
        return undefined;
    const to = field.keywords.get('to') ?? field.args[0];
    const through = field.keywords.get('through');
    if (kind === 'ManyToManyField' && through !== undefined)
        return undefined;
    const target = to?.kind === 'string' ? (to.value.includes('.') ? to.value.split('.') : [app, to.value]) : undefined;
    if (target?.length === 2 && created.has(tableKey(target[0], target[1])))
        return undefined;
    return `its ${kind} locks the referenced table${target === undefined ? '' : ` ${target.join('.')}`} against writers while the constraint is added`;
}
/** Why a new column in a table with data is not proven additive. */
function fieldObjection(field) {
    if (field.kind !== 'call' || !field.complete)
        return 'its field cannot be read';
    const kind = djangoField(field);
    if (kind === undefined)
        return `the field class ${field.name === '' ? '(not a name)' : field.name} is not Django's, so its column is not known`;
    if (relations.has(kind))
        return `a ${kind} locks the referenced table against writers while the constraint is added`;
    if (checkedFields.has(kind))
        return `a ${kind} has a CHECK that is verified on every row under a lock`;
    if (kind === 'SlugField' && !isConstant(field.keywords.get('db_index'), false))
        return 'a SlugField has an index, which is built under a lock';
    if (kind !== 'SlugField' && !plainFields.has(kind))
        return `${kind} is not on the list of fields that are proven additive`;
    for (const [name, value] of field.keywords) {
        if (name === 'null' || name === 'db_default' || harmlessArguments.has(name))
            continue;
        if (name === 'unique' || name === 'db_index' || name === 'primary_key') {
            if (!isConstant(value, false))
                return `\`${name}\` builds an index under a lock`;
        }
        else
            return `its argument \`${name}\` is not on the list of arguments that are proven harmless`;
    }
    const databaseDefault = field.keywords.get('db_default');
    if (databaseDefault !== undefined && !isStableDefault(databaseDefault))
        return 'its `db_default` is an expression that may be computed for every row, under a lock';
    if (databaseDefault !== undefined || isConstant(field.keywords.get('null'), true))
        return undefined;
    return field.keywords.has('null') && !isConstant(field.keywords.get('null'), false)
        ? 'whether the column may be NULL cannot be read'
        : 'the column is NOT NULL without a database default (`default` is not one), so an INSERT of the running release fails';
}
/** A literal, `Value(literal)`, or the start of the transaction: PostgreSQL 11+ and MySQL 8 store it without touching the rows. */
function isStableDefault(value) {
    if (value.kind === 'string' || value.kind === 'number')
        return true;
    if (value.kind === 'constant')
        return value.value !== null;
    if (value.kind !== 'call')
        return false;
    const first = value.args[0];
    if (/^django\.db\.models\.(expressions\.)?Value$/.test(value.name) && first !== undefined)
        return isStableDefault(first);
    return /^django\.db\.models\.functions\.(datetime\.)?Now$/.test(value.name) && value.args.length === 0;
}
function separate(call, operation, migration, created) {
    const database = argument(call, 'database_operations', 0);
    if (database === undefined || isConstant(database, null))
        return undefined;
    if (database.kind !== 'list')
        return 'its database operations cannot be read';
    for (const item of database.items) {
        if (item.kind !== 'call')
            return 'one of its database operations cannot be read';
        const inner = operationOf(item, { file: operation.file, line: operation.line, column: operation.column }, false);
        const reason = objection(inner, migration, created);
        if (reason !== undefined)
            return `${inner.kind} inside: ${reason}`;
    }
    return undefined;
}
/** The class of a field of Django's, undefined for any other. Django writes `models.X` for all of its own. */
function djangoField(field) {
    return /^django\.db\.models\.(?:fields\.)?(?:\w+\.)*(\w+)$/.exec(field.name)?.[1];
}
function argument(call, name, index) {
    return call.keywords.get(name) ?? call.args[index];
}
function textArgument(call, name, index) {
    const value = argument(call, name, index);
    return value?.kind === 'string' ? value.value : undefined;
}
function isConstant(value, expected) {
    return value?.kind === 'constant' && value.value === expected;
}
/** Django compares model names without case. */
function tableKey(app, model) {
    return `${app}.${model.toLowerCase()}`;
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./build/shared/squash/model.js
/** `app.name`, as Django prints it. An app label has no point, so it is unambiguous. */
function keyOf(key) {
    return `${key.app}.${key.name}`;
}
/** Order of Python tuples of strings: by code point, app first. */
function compareKeys(a, b) {
    return compareText(a.app, b.app) || compareText(a.name, b.name);
}
function compareText(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/shared/squash/django/settings.js


const maximumStars = 20;
/** The folders from which a project's modules are imported: where a `manage.py` is, or the root. */
function importRoots(paths) {
    const roots = paths
        .filter(path => external_node_path_.posix.basename(path) === 'manage.py')
        .map(path => (external_node_path_.posix.dirname(path) === '.' ? '' : external_node_path_.posix.dirname(path)));
    return roots.includes('') ? roots : [...roots, ''];
}
/** The file of a dotted module below one of the roots, or undefined. */
function moduleFile(module, roots, has) {
    for (const root of roots) {
        const base = external_node_path_.posix.join(root, module.replaceAll('.', '/'));
        for (const path of [`${base}.py`, `${base}/__init__.py`])
            if (has(path))
                return path;
    }
    return undefined;
}
/**
 * Reads the settings that `manage.py` (or wsgi, asgi) names, with everything that they import by `*` from the repository.
 * `module` overrides: a dotted module or a path.
 */
function readSettings(source, paths, roots, module) {
    const has = (path) => paths.has(path);
    const file = module !== undefined ? (has(module) ? module : moduleFile(module, roots, has)) : defaultSettings(source, paths, roots);
    const result = {
        file,
        installedApps: undefined,
        migrationModules: undefined,
        migrationModulesUnreadable: undefined,
        strings: new Map()
    };
    if (file === undefined)
        return result;
    let complete = true;
    let reads = 0;
    const load = (path) => {
        const content = source.read(path);
        if (content === undefined || ++reads > maximumStars) {
            complete = false;
            return undefined;
        }
        const read = readPython(content, star => {
            const target = resolveImport(star, path, roots, has);
            if (target === undefined) {
                complete = false;
                return undefined;
            }
            return load(target)?.names;
        });
        if (read.problem !== undefined)
            complete = false;
        return read;
    };
    const settings = load(file);
    if (settings === undefined)
        return result;
    for (const [name, value] of settings.names)
        if (value.kind === 'string')
            result.strings.set(name, value.value);
    result.installedApps = stringsOf(settings.names.get('INSTALLED_APPS'));
    const modules = settings.names.get('MIGRATION_MODULES');
    if (modules === undefined)
        result.migrationModules = complete ? new Map() : undefined;
    else {
        result.migrationModules = modulesOf(modules);
        if (result.migrationModules === undefined) {
            result.migrationModulesUnreadable = {
                file,
                ...settings.position(modules.at),
                reason: 'MIGRATION_MODULES is not a literal dictionary of strings'
            };
        }
    }
    return result;
}
function defaultSettings(source, paths, roots) {
    const entries = [...paths]
        .filter(path => /(^|\/)(manage|wsgi|asgi)\.py$/.test(path))
        .sort((a, b) => Number(!a.endsWith('manage.py')) - Number(!b.endsWith('manage.py')) || a.length - b.length);
    for (const path of entries) {
        const content = source.read(path);
        if (content === undefined)
            continue;
        const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
        const module = /DJANGO_SETTINGS_MODULE['"]\s*(?:,|\]\s*=)\s*(['"])([\w.]+)\1/.exec(text)?.[2];
        const file = module === undefined ? undefined : moduleFile(module, roots, one => paths.has(one));
        if (file !== undefined)
            return file;
    }
    return undefined;
}
function resolveImport(module, from, roots, has) {
    const dots = /^\.*/.exec(module)[0].length;
    if (dots === 0)
        return moduleFile(module, roots, has);
    let folder = external_node_path_.posix.dirname(from);
    for (let level = 1; level < dots; level++)
        folder = external_node_path_.posix.dirname(folder);
    return moduleFile(module.slice(dots), [folder === '.' ? '' : folder], has);
}
function stringsOf(value) {
    if (value?.kind !== 'list')
        return undefined;
    const strings = [];
    for (const item of value.items) {
        if (item.kind !== 'string')
            return undefined;
        strings.push(item.value);
    }
    return strings;
}
function modulesOf(value) {
    if (value.kind !== 'dict' || !value.complete)
        return undefined;
    const modules = new Map();
    for (const entry of value.entries) {
        if (entry.key.kind !== 'string')
            return undefined;
        if (entry.value.kind === 'string')
            modules.set(entry.key.value, entry.value.value);
        else if (entry.value.kind === 'constant' && entry.value.value === null)
            modules.set(entry.key.value, null);
        else
            return undefined;
    }
    return modules;
}

;// CONCATENATED MODULE: ./build/shared/squash/django/apps.js



/**
 * Finds the project's apps: every folder with an `apps.py`, and every folder with a package of Django migrations. A label comes from the
 * AppConfig in `apps.py` (its `label`, else the last part of its `name`), else from the folder's name; MIGRATION_MODULES moves the migrations.
 */
function discoverApps(source, paths, roots, settings) {
    const unknown = [];
    const report = (app, file, reason, position = { line: 1, column: 1 }) => unknown.push({ framework: 'django', app, migration: '', affects: 'graph', reason, file, ...position });
    const byFolder = new Map();
    for (const path of paths) {
        const folder = folderOf(path);
        const names = byFolder.get(folder);
        if (names === undefined)
            byFolder.set(folder, [external_node_path_.posix.basename(path)]);
        else
            names.push(external_node_path_.posix.basename(path));
    }
    const moved = new Map();
    for (const [label, module] of settings.migrationModules ?? []) {
        if (module === null)
            continue;
        const file = moduleFile(`${module}.__init__`, roots, path => paths.has(path));
        if (file !== undefined)
            moved.set(label, external_node_path_.posix.dirname(file));
        else
            report(label, settings.file ?? '', `MIGRATION_MODULES puts the migrations of '${label}' into '${module}', which is not in the repository`);
    }
    if (settings.migrationModulesUnreadable !== undefined) {
        const { file, reason, line, column } = settings.migrationModulesUnreadable;
        report('', file, reason, { line, column });
    }
    const movedFolders = new Set(moved.values());
    const folders = new Set();
    for (const [folder, names] of byFolder) {
        if (names.includes('apps.py') && hasAppConfig(source, external_node_path_.posix.join(folder, 'apps.py')))
            folders.add(folder);
        const isMigrations = external_node_path_.posix.basename(folder) === 'migrations' && !movedFolders.has(folder);
        if (isMigrations && (looksLikeDjango(source, folder, names) || isEmptyPackage(folder, names, byFolder))) {
            if (folder === 'migrations')
                report('', folder, 'a migrations folder at the root: the label of its app cannot be told. Set `path` to the folder above');
            else
                folders.add(folderOf(folder));
        }
    }
    const byLabel = new Map();
    const modules = new Map();
    for (const folder of [...folders].sort()) {
        const read = labelOf(source, folder, paths);
        if (read.reason !== undefined)
            report(read.label, external_node_path_.posix.join(folder, 'apps.py'), read.reason, read.position);
        const label = read.label;
        const app = { label, framework: 'django', directory: folder, migrations: undefined, state: 'unmigrated' };
        const place = moved.get(label) ?? external_node_path_.posix.join(folder, 'migrations');
        const names = byFolder.get(place) ?? [];
        const isSwitchedOff = settings.migrationModules?.get(label) === null || (settings.migrationModules?.has(label) === true && !moved.has(label));
        if (!isSwitchedOff && (moved.has(label) || looksLikeDjango(source, place, names))) {
            app.migrations = place;
            app.state = names.includes('__init__.py') ? 'migrated' : 'no-package';
        }
        else if (!isSwitchedOff && names.includes('__init__.py')) {
            app.migrations = place;
            app.state = 'migrated';
        }
        const rival = byLabel.get(label);
        if (rival !== undefined) {
            const preferred = [rival, app].filter(one => isInstalled(one, settings.installedApps, roots));
            if (preferred.length !== 1) {
                report(label, folder, `two apps share the label '${label}': ${rival.directory} and ${folder}. Set \`path\` to the project's own folder`);
                continue;
            }
            if (preferred[0] === rival)
                continue;
        }
        byLabel.set(label, app);
        modules.set(label, app.migrations === undefined ? [] : modulesIn(app.migrations, names));
    }
    for (const entry of source.skipped) {
        if (/(^|\/)migrations(\/[^/]*\.py)?$/.test(entry.path) || /(^|\/)apps\.py$/.test(entry.path))
            report('', entry.path, `not read: ${entry.reason}`);
    }
    return { apps: [...byLabel.values()].sort((a, b) => (a.label < b.label ? -1 : 1)), modules, unknown };
}
function folderOf(path) {
    const folder = external_node_path_.posix.dirname(path);
    return folder === '.' ? '' : folder;
}
/** As `pkgutil.iter_modules`: no packages, no `__init__`, no names with a point, nothing that starts with `_` or `~`. */
function modulesIn(folder, names) {
    return names
        .filter(name => name.endsWith('.py'))
        .map(name => name.slice(0, -3))
        .filter(name => name !== '' && !name.includes('.') && !name.startsWith('_') && !name.startsWith('~'))
        .sort()
        .map(name => ({ name, file: `${folder}/${name}.py` }));
}
function textOf(source, path) {
    const content = source.read(path);
    return content === undefined
        ? ''
        : typeof content === 'string'
            ? content
            : Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
}
/** Other tools also call a folder `migrations`; one module that speaks of Django's migrations, or a numbered one, decides. */
function looksLikeDjango(source, folder, names) {
    if (names.includes('env.py') || names.includes('script.py.mako'))
        return false;
    return modulesIn(folder, names).some(({ file }) => /\bdjango\b|\bMigration\b/.test(textOf(source, file)));
}
/** An app whose migrations package holds no migration (yet, or any more): Django counts it as migrated, and `__first__` of it is an error. */
function isEmptyPackage(folder, names, byFolder) {
    const parent = byFolder.get(folderOf(folder)) ?? [];
    return (folder !== 'migrations' &&
        names.length === 1 &&
        names[0] === '__init__.py' &&
        (parent.includes('__init__.py') || parent.includes('models.py')));
}
function hasAppConfig(source, path) {
    return /\bAppConfig\b/.test(textOf(source, path));
}
function isInstalled(app, installed, roots) {
    if (installed === undefined)
        return false;
    return roots.some(root => {
        const relative = root === '' ? app.directory : app.directory.startsWith(`${root}/`) ? app.directory.slice(root.length + 1) : undefined;
        const module = relative?.replaceAll('/', '.');
        return module !== undefined && installed.some(entry => entry === module || entry.startsWith(`${module}.apps.`));
    });
}
function labelOf(source, folder, paths) {
    const fallback = external_node_path_.posix.basename(folder);
    const file = external_node_path_.posix.join(folder, 'apps.py');
    const content = paths.has(file) ? source.read(file) : undefined;
    if (content === undefined)
        return { label: fallback };
    const module = readPython(content);
    if (module.problem !== undefined)
        return { label: fallback, reason: `apps.py cannot be parsed: ${module.problem.message}`, position: module.position(module.problem.at) };
    const configs = [];
    for (const value of module.names.values()) {
        const facts = value.kind === 'class' ? value.facts : undefined;
        if (facts === undefined)
            continue;
        const attribute = facts.attributes;
        const isConfig = facts.bases.some(base => base.kind === 'name' && /(^|\.)\w*Config$/.test(base.name)) || attribute.has('default_auto_field');
        if (!isConfig)
            continue;
        const label = attribute.get('label');
        const name = attribute.get('name');
        const standard = attribute.get('default');
        const isDefault = standard?.kind === 'constant' && standard.value === true;
        if (standard?.kind === 'constant' && standard.value === false)
            continue;
        if (label?.kind === 'string')
            configs.push({ label: label.value, isDefault, at: facts.at });
        else if (label === undefined && name?.kind === 'string')
            configs.push({ label: name.value.split('.').at(-1), isDefault, at: facts.at });
        else if (label === undefined && name?.kind === 'name' && name.name === '__package__')
            configs.push({ label: fallback, isDefault, at: facts.at });
        else
            configs.push({ label: undefined, isDefault, at: facts.at });
    }
    const chosen = configs.length === 1 ? configs : configs.filter(config => config.isDefault);
    const labels = new Set((chosen.length > 0 ? chosen : configs).map(config => config.label));
    if (labels.size === 0)
        return { label: fallback };
    const [label] = labels;
    if (labels.size === 1 && label !== undefined)
        return { label };
    return {
        label: fallback,
        reason: 'the label of the app is not a literal, or several AppConfig classes differ',
        position: module.position(configs[0].at)
    };
}

;// CONCATENATED MODULE: ./build/shared/squash/django/project.js





/** Django's own apps that have migrations, by label. Their names are checked by Django itself. */
const contribApps = new Set(['admin', 'auth', 'contenttypes', 'flatpages', 'redirects', 'sessions', 'sites']);
/** Reads every app and migration of a Django project. Never throws on what the files hold; `problems` and `unknown` tell. */
function readDjangoProject(source, options = {}) {
    const reading = readInTurns(source, options);
    for (;;) {
        const turn = reading.next();
        if (turn.done)
            return turn.value;
    }
}
/** The same, beside other work: between two files the process may answer what else has come in. A hundred files take 0.1 s of it. */
async function readDjangoProjectInTurns(source, options = {}) {
    const reading = readInTurns(source, options);
    for (;;) {
        const turn = reading.next();
        if (turn.done)
            return turn.value;
        await (0,promises_.setImmediate)();
    }
}
function* readInTurns(source, options) {
    const paths = new Set(source.list().filter(path => path.endsWith('.py') && !/(^|\/)(site-packages|node_modules|\.git)\//.test(path)));
    const roots = importRoots([...paths]);
    const settings = readSettings(source, paths, roots, options.settings);
    yield;
    const { apps, modules, unknown } = discoverApps(source, paths, roots, settings);
    const migrations = [];
    const problems = [];
    const reads = [];
    for (const app of apps) {
        if (app.state === 'no-package') {
            const files = modules.get(app.label) ?? [];
            const detail = `${files.length} migration ${files.length === 1 ? 'file' : 'files'} in ${app.migrations}`;
            problems.push({
                kind: 'no-package',
                app: app.label,
                migration: '',
                detail,
                file: files[0]?.file ?? app.migrations ?? '',
                line: 1,
                column: 1
            });
        }
        for (const { name, file } of modules.get(app.label) ?? []) {
            yield;
            const content = source.read(file);
            if (content === undefined) {
                const reason = source.skipped.find(entry => entry.path === file)?.reason ?? 'the content is not there';
                unknown.push({
                    framework: 'django',
                    app: app.label,
                    migration: name,
                    affects: 'graph',
                    reason: `not read: ${reason}`,
                    file,
                    line: 1,
                    column: 1
                });
                if (app.state === 'migrated')
                    migrations.push(unreadMigration(app.label, name, file));
                continue;
            }
            const read = readMigration(content, app.label, name, file);
            problems.push(...read.problems);
            if (app.state !== 'migrated')
                continue;
            unknown.push(...read.unknown);
            if (read.migration === undefined)
                continue;
            migrations.push(read.migration);
            reads.push({ read, migration: read.migration });
        }
    }
    resolveSwappables(reads, settings, unknown);
    migrations.sort(compareKeys);
    unknown.push(...externalApps(migrations, new Set(apps.map(app => app.label)), settings));
    return { framework: 'django', apps, migrations, problems, unknown };
}
function unreadMigration(app, name, file) {
    const empty = { dependencies: [], runBefore: [], replaces: [], operations: [], methods: [] };
    return {
        framework: 'django',
        app,
        name,
        file,
        line: 1,
        column: 1,
        ...empty,
        operationsKnown: false,
        graphKnown: false,
        atomic: undefined,
        initial: undefined
    };
}
/**
 * The app of a swappable model: from the setting where it is a literal, else from the migration that creates a model with that
 * `swappable` option. Where neither is in the repository, the model is in a package, and Django's own default holds.
 */
function resolveSwappables(reads, settings, unknown) {
    const providers = new Map();
    for (const { read, migration } of reads) {
        for (const setting of read.providesSwappable)
            providers.set(setting, (providers.get(setting) ?? new Set()).add(migration.app));
    }
    for (const { read, migration } of reads) {
        for (const { setting, reference } of read.swappables) {
            const value = setting === '' ? undefined : settings.strings.get(setting);
            const candidates = [...(providers.get(setting) ?? [])];
            if (setting === '')
                migration.dependencies.push(reference);
            else if (value !== undefined)
                migration.dependencies.push({ ...reference, app: value.split('.')[0] });
            else if (candidates.length === 1)
                migration.dependencies.push({ ...reference, app: candidates[0] });
            else if (candidates.length > 1) {
                migration.graphKnown = false;
                const reason = `settings.${setting} cannot be read, and ${candidates.join(' and ')} both offer a model for it`;
                unknown.push({ ...reference, framework: 'django', app: migration.app, migration: migration.name, affects: 'graph', reason });
            }
        }
    }
}
/**
 * References to apps that are not in the repository. Such an app is normally an installed package. Where INSTALLED_APPS can be read and holds
 * nothing that fits, or the label is one slip away from an app of the repository, it may as well be a typing error, and the graph stays open.
 */
function externalApps(migrations, labels, settings) {
    const seen = new Set();
    const unknown = [];
    for (const migration of migrations) {
        for (const reference of [...migration.dependencies, ...migration.runBefore]) {
            if (labels.has(reference.app) || contribApps.has(reference.app) || seen.has(reference.app))
                continue;
            seen.add(reference.app);
            const near = [...labels].find(label => label.length >= 4 && isOneSlipAway(label, reference.app));
            const installed = settings.installedApps?.some(entry => entry.split('.').includes(reference.app));
            const isOpen = installed === false || (installed === undefined && near !== undefined);
            const hint = near === undefined ? '' : ` (did you mean '${near}'?)`;
            const reason = isOpen
                ? `the app '${reference.app}' is neither in the repository nor recognisable in INSTALLED_APPS${hint}`
                : `the app '${reference.app}' is not in the repository; its migrations come from a package and are not read`;
            const { file, line, column } = reference;
            unknown.push({
                framework: 'django',
                app: migration.app,
                migration: migration.name,
                affects: isOpen ? 'graph' : 'external',
                reason,
                file,
                line,
                column
            });
        }
    }
    return unknown;
}
/** One inserted, dropped or changed character, or two neighbours exchanged. */
function isOneSlipAway(a, b) {
    if (a === b || Math.abs(a.length - b.length) > 1)
        return false;
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start])
        start++;
    let endA = a.length;
    let endB = b.length;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
        endA--;
        endB--;
    }
    const left = a.slice(start, endA);
    const right = b.slice(start, endB);
    return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''));
}

;// CONCATENATED MODULE: ./build/shared/squash/graph.js

/** Named apart because `__first__` and `__latest__` are answered while the graph is still growing. */
class Builder {
    nodes = new Map();
    problems = [];
    /** who first named a migration that does not exist; Django's message names that one */
    origins = new Map();
    byApp = new Map();
    apps;
    constructor(project) {
        this.apps = new Map(project.apps.map(app => [app.label, app]));
    }
    add(key, migration, external) {
        const node = { app: key.app, name: key.name, migration, external, parents: new Set(), children: new Set() };
        this.nodes.set(keyOf(key), node);
        let siblings = this.byApp.get(key.app);
        if (siblings === undefined)
            this.byApp.set(key.app, (siblings = new Set()));
        siblings.add(node);
        return node;
    }
    /** Links two migrations, creating what does not exist; `missing` says on whose word. */
    link(child, parent, origin, reference, role) {
        const at = (key) => {
            const known = this.nodes.get(keyOf(key));
            if (known !== undefined)
                return known;
            const external = this.isExternal(key.app);
            const node = this.add(key, undefined, external);
            if (!external)
                this.origins.set(keyOf(key), { origin, reference, role });
            return node;
        };
        const childNode = at(child);
        const parentNode = at(parent);
        childNode.parents.add(parentNode);
        parentNode.children.add(childNode);
    }
    /** An app that is not in the repository, or whose migrations Django does not see although they are there (that has a rule of its own). */
    isExternal(app) {
        const known = this.apps.get(app);
        return known === undefined || known.state === 'no-package';
    }
    /** The migration that `__first__` or `__latest__` stands for, or undefined where the dependency is to be left out. */
    resolve(reference, origin, role) {
        if ((reference.name !== '__first__' && reference.name !== '__latest__') || this.nodes.has(keyOf(reference)))
            return reference;
        if (reference.app === origin.app || this.isExternal(reference.app))
            return undefined;
        if (this.apps.get(reference.app).state === 'unmigrated')
            return undefined;
        const side = reference.name === '__first__' ? 'parents' : 'children';
        const ends = this.ends(reference.app, side);
        if (ends[0] === undefined)
            this.problems.push({ kind: 'no-migrations', origin, reference, role, blocked: [] });
        return ends[0];
    }
    ends(app, side) {
        return [...(this.byApp.get(app) ?? [])].filter(node => [...node[side]].every(other => other.app !== app)).sort(compareKeys);
    }
    remove(key) {
        const node = this.nodes.get(keyOf(key));
        if (node === undefined)
            return undefined;
        this.nodes.delete(keyOf(key));
        this.byApp.get(key.app)?.delete(node);
        return node;
    }
    /** The squash takes over its targets' parents and children. */
    useSquash(squash, targets) {
        const keys = new Set(targets.map(keyOf));
        for (const target of targets) {
            const node = this.remove(target);
            if (node === undefined)
                continue;
            for (const child of node.children) {
                child.parents.delete(node);
                if (!keys.has(keyOf(child))) {
                    squash.children.add(child);
                    child.parents.add(squash);
                }
            }
            for (const parent of node.parents) {
                parent.children.delete(node);
                if (!keys.has(keyOf(parent))) {
                    squash.parents.add(parent);
                    parent.children.add(squash);
                }
            }
        }
    }
    /** The squash leaves; its children go to the last of its targets that are on disk. */
    dropSquash(squash, targets) {
        this.remove(squash);
        const present = new Set(targets.map(target => this.nodes.get(keyOf(target))).filter(node => node !== undefined));
        const parents = new Set([...present].flatMap(node => [...node.parents]));
        const last = [...present].filter(node => !parents.has(node));
        for (const child of squash.children) {
            child.parents.delete(squash);
            for (const node of last) {
                node.children.add(child);
                child.parents.add(node);
            }
        }
        for (const parent of squash.parents)
            parent.children.delete(squash);
    }
    missing() {
        return [...this.nodes.values()].flatMap(node => {
            const origin = this.origins.get(keyOf(node));
            return node.migration === undefined && !node.external && origin !== undefined ? [{ node, ...origin }] : [];
        });
    }
}
/**
 * Builds the graph for a database in which `applied` is recorded; without it, for a fresh database. A dependency under a condition that
 * cannot be read is left out, and so are references to apps outside the repository except as nodes marked `external`.
 */
function buildGraph(project, applied = []) {
    const builder = new Builder(project);
    const migrations = project.migrations;
    for (const migration of migrations)
        builder.add(migration, migration, false);
    const certain = (references) => references.filter(reference => !reference.conditional);
    // Dependencies inside an app first, so that `__first__` and `__latest__` of other apps find the right end.
    for (const migration of migrations) {
        for (const reference of certain(migration.dependencies)) {
            if (reference.app === migration.app && reference.name !== '__first__')
                builder.link(migration, reference, migration, reference, 'dependency');
        }
    }
    for (const migration of migrations) {
        for (const reference of certain(migration.dependencies)) {
            if (reference.app === migration.app)
                continue;
            const parent = builder.resolve(reference, migration, 'dependency');
            if (parent !== undefined)
                builder.link(migration, parent, migration, reference, 'dependency');
        }
        for (const reference of certain(migration.runBefore)) {
            const child = builder.resolve(reference, migration, 'run_before');
            if (child !== undefined)
                builder.link(child, migration, migration, reference, 'run_before');
        }
    }
    const appliedKeys = new Set(applied.map(keyOf));
    const squashes = migrations.filter(migration => migration.replaces.length > 0);
    const squashKeys = new Set(squashes.map(keyOf));
    // Before Django 6 the order of squashes is a matter of chance; the inner one of a nested pair is handled first here, and the pair reported.
    const nested = squashes.filter(squash => squash.replaces.some(target => squashKeys.has(keyOf(target)) && keyOf(target) !== keyOf(squash)));
    for (const squash of [...squashes.filter(one => !nested.includes(one)), ...nested]) {
        const targets = squash.replaces;
        const count = targets.filter(target => appliedKeys.has(keyOf(target))).length;
        if (count === targets.length)
            appliedKeys.add(keyOf(squash));
        else
            appliedKeys.delete(keyOf(squash));
        const node = builder.nodes.get(keyOf(squash));
        if (node === undefined)
            continue;
        if (count === targets.length || count === 0)
            builder.useSquash(node, targets);
        else
            builder.dropSquash(node, targets);
    }
    for (const squash of nested) {
        const reference = squash.replaces.find(target => squashKeys.has(keyOf(target)));
        builder.problems.push({ kind: 'nested', origin: squash, reference, role: 'replaces', blocked: [] });
    }
    for (const { node, origin, reference, role } of builder.missing()) {
        const candidates = squashes.filter(squash => squash.replaces.some(target => keyOf(target) === keyOf(node)));
        const blocked = candidates.some(squash => builder.nodes.has(keyOf(squash))) ? [] : candidates.map(({ app, name }) => ({ app, name }));
        builder.problems.push({ kind: 'missing', origin, reference, role, blocked });
    }
    return {
        nodes: builder.nodes,
        applied: appliedKeys,
        problems: builder.problems,
        cycles: findCycles(builder.nodes),
        leaves: app => builder
            .ends(app, 'children')
            .filter(node => node.migration !== undefined)
            .map(({ app: label, name }) => ({ app: label, name }))
    };
}
/** Strongly connected components of more than one node, or of one that depends on itself (Tarjan, without recursion). */
function findCycles(nodes) {
    const index = new Map();
    const low = new Map();
    const onStack = new Set();
    const stack = [];
    const cycles = [];
    for (const start of nodes.values()) {
        if (index.has(start))
            continue;
        const work = [];
        const enter = (node) => {
            index.set(node, index.size);
            low.set(node, index.get(node));
            stack.push(node);
            onStack.add(node);
            work.push({ node, rest: node.children.values() });
        };
        enter(start);
        while (work.length > 0) {
            const { node, rest } = work.at(-1);
            const next = rest.next();
            if (next.done !== true) {
                if (!index.has(next.value))
                    enter(next.value);
                else if (onStack.has(next.value))
                    low.set(node, Math.min(low.get(node), index.get(next.value)));
                continue;
            }
            work.pop();
            const parent = work.at(-1)?.node;
            if (parent !== undefined)
                low.set(parent, Math.min(low.get(parent), low.get(node)));
            if (low.get(node) !== index.get(node))
                continue;
            const group = [];
            for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
                onStack.delete(member);
                group.push(member);
                if (member === node)
                    break;
            }
            if (group.length > 1 || node.children.has(node))
                cycles.push(group.map(({ app, name }) => ({ app, name })).sort(compareKeys));
        }
    }
    return cycles.sort((a, b) => compareKeys(a[0], b[0]));
}
/**
 * What `migrate` would apply next, in Django's own order: for each leaf, its ancestors depth first, without what counts as applied.
 * Every parent comes before its children. Empty where the graph has cycles.
 */
function planOf(graph) {
    if (graph.cycles.length > 0)
        return [];
    const done = new Set(graph.applied);
    const plan = [];
    const nodes = [...graph.nodes.values()].filter(node => node.migration !== undefined);
    const leaves = nodes.filter(node => [...node.children].every(child => child.app !== node.app)).sort(compareKeys);
    const visited = new Set();
    for (const leaf of leaves) {
        // As Django: a leaf that counts as applied is not looked behind, whatever its parents are.
        if (done.has(keyOf(leaf)))
            continue;
        const stack = [{ node: leaf, expanded: false }];
        for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
            if (visited.has(top.node))
                continue;
            if (!top.expanded) {
                stack.push({ node: top.node, expanded: true });
                for (const parent of [...top.node.parents].sort(compareKeys))
                    stack.push({ node: parent, expanded: false });
                continue;
            }
            visited.add(top.node);
            const key = keyOf(top.node);
            if (top.node.migration !== undefined && !done.has(key)) {
                done.add(key);
                plan.push(top.node.migration);
            }
        }
    }
    return plan;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/example.js
/** The text of a migration file for the examples: dependencies as Python, one operation per line. */
function migrationText(dependencies, operations = [], extra = []) {
    const lines = ['from django.db import migrations, models', '', '', 'class Migration(migrations.Migration):'];
    for (const line of extra)
        lines.push(`    ${line}`);
    lines.push(`    dependencies = [${dependencies}]`, '    operations = [');
    for (const operation of operations)
        lines.push(`        ${operation},`);
    lines.push('    ]', '');
    return lines.join('\n');
}
const createOrder = "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True))])";
const addNote = "migrations.AddField('order', 'note', models.TextField(null=True))";
const addState = "migrations.AddField('order', 'state', models.TextField(null=True))";

;// CONCATENATED MODULE: ./build/shared/squash/rules/rule.js
/** One match per place and message: several graph states often tell the same. */
function distinct(matches) {
    const seen = new Map();
    for (const match of matches) {
        const key = `${match.file}:${match.line}:${match.column}:${match.message}`;
        if (!seen.has(key))
            seen.set(key, match);
    }
    return [...seen.values()];
}
/** ` (on the live database)` where a match does not hold for a fresh one. */
function stateNote(state, alsoFresh) {
    return state === 'live' && !alsoFresh ? ' (with what the live database has applied)' : '';
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g01-several-leaves.js


const severalLeaves = {
    id: 'G01',
    title: 'An app has several leaf migrations',
    why: 'Two branches each added a migration after the same parent. Django refuses to run any migration at all ("Conflicting migrations detected; multiple leaf nodes in the migration graph"), so the deployment stops at `migrate`.',
    fix: 'Let the newer migration depend on the other one, or join them with `python manage.py makemigrations --merge`.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, graphs }) {
        const unread = new Set(project.migrations.filter(migration => !migration.graphKnown).map(migration => migration.app));
        for (const problem of project.problems)
            unread.add(problem.app);
        const fresh = graphs.find(({ state }) => state === 'fresh');
        return distinct(graphs.flatMap(({ state, graph }) => project.apps
            // With a file that is not read, a second leaf may be only its missing child; that file is reported by itself.
            .filter(app => app.state === 'migrated' && !unread.has(app.label) && !isTorn(graph, app.label))
            .flatMap(app => {
            const leaves = graph.leaves(app.label);
            if (leaves.length < 2)
                return [];
            const last = project.migrations.find(migration => migration.app === app.label && migration.name === leaves.at(-1).name);
            if (last === undefined)
                return [];
            const alsoFresh = (fresh?.graph.leaves(app.label).length ?? 0) > 1;
            const names = leaves.map(leaf => leaf.name).join(', ');
            const { file, line, column } = last;
            return [
                {
                    app: app.label,
                    migration: last.name,
                    file,
                    line,
                    column,
                    message: `The app '${app.label}' has ${leaves.length} leaf migrations: ${names}${stateNote(state, alsoFresh)}.`,
                    fix: `Let one of them depend on the other, or run \`python manage.py makemigrations --merge ${app.label}\`.`
                }
            ];
        })));
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0002_state.py': migrationText("('orders', '0001_initial')", [addState])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
            }
        }
    }
};
/** Whether the app's own chain is broken by a missing migration (G02): what stands before the gap looks like a leaf. */
function isTorn(graph, app) {
    return graph.problems.some(problem => problem.kind === 'missing' && problem.origin.app === app && problem.reference.app === app);
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g02-missing-dependency.js



const missingDependency = {
    id: 'G02',
    title: 'A migration depends on one that does not exist',
    why: 'Django cannot build its graph (NodeNotFoundError): `migrate`, `makemigrations` and the tests stop. It comes from a renamed or deleted file, from a dependency on a file that is only on another branch, or from a squash whose old files were deleted too early.',
    fix: 'Name a migration that is in the repository, or bring the missing file back.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, graphs }) {
        const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.problems.map(identity)));
        return distinct(graphs.flatMap(({ state, graph }) => graph.problems
            .filter(problem => !isConsequence(problem, project))
            .map(problem => {
            const { origin, reference } = problem;
            const { file, line, column } = reference;
            return {
                app: origin.app,
                migration: origin.name,
                file,
                line,
                column,
                message: messageOf(problem) + stateNote(state, fresh.has(identity(problem))),
                fix: fixOf(problem, project)
            };
        })));
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0003_note.py': migrationText("('orders', '0002_renamed')", [addNote])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0003_note.py': migrationText("('orders', '0001_initial')", [addNote])
            }
        }
    }
};
function identity(problem) {
    return `${keyOf(problem.origin)} ${problem.role} ${keyOf(problem.reference)} ${problem.kind}`;
}
/** Whether the missing node follows from a file that could not be read, which is reported by itself. */
function isConsequence(problem, project) {
    const { reference, origin } = problem;
    if (project.problems.some(one => one.app === origin.app && one.migration === origin.name))
        return true;
    if (project.problems.some(one => one.app === reference.app && one.migration === reference.name))
        return true;
    // A squash whose `replaces` is not read may stand for the missing one.
    return problem.kind === 'missing' && project.migrations.some(one => one.app === reference.app && !one.graphKnown);
}
function messageOf({ kind, origin, reference, role, blocked }) {
    const from = keyOf(origin);
    if (kind === 'no-migrations')
        return `${from} depends on ${reference.name} of '${reference.app}', which has no migrations.`;
    if (kind === 'nested')
        return `${from} replaces ${keyOf(reference)}, which is itself a squash; before Django 6 the graph then fails or not by chance.`;
    const what = role === 'run_before' ? 'must run before' : 'depends on';
    const squash = blocked.map(keyOf).join(', ');
    return `${from} ${what} ${keyOf(reference)}, which does not exist${squash === '' ? '' : `; ${squash} replaces it, but cannot be used because only some of what it replaces is applied`}.`;
}
function fixOf({ kind, reference, blocked }, project) {
    if (kind === 'nested')
        return 'Deploy the inner squash everywhere, remove its `replaces` and its old files, and squash again then.';
    if (blocked.length > 0)
        return 'Bring the replaced files back and migrate the databases that have only some of them, before deleting the files.';
    const number = /^\d+/.exec(reference.name)?.[0];
    const near = project.migrations.find(one => one.app === reference.app && number !== undefined && one.name.startsWith(`${number}_`));
    return near === undefined ? undefined : `Did you mean ${keyOf(near)}? Otherwise bring ${keyOf(reference)} back.`;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g03-cycle.js



const cycle = {
    id: 'G03',
    title: 'Migrations depend on each other in a circle',
    why: 'Django cannot order them (CircularDependencyError) and runs none. A squash is the usual cause: each old migration was fine, but the one that replaces them depends on another app that depends on it in turn.',
    fix: 'Squash in two parts, so that the dependency between the apps points at the first part only, or remove the dependency that closes the circle.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, graphs }) {
        const broken = new Set(project.problems.map(keyOfProblem));
        const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.cycles.map(describe)));
        return distinct(graphs.flatMap(({ state, graph }) => graph.cycles.flatMap(members => {
            if (members.some(member => broken.has(keyOf(member))))
                return [];
            const first = members.find(member => graph.nodes.get(keyOf(member))?.migration !== undefined);
            const migration = first === undefined ? undefined : graph.nodes.get(keyOf(first))?.migration;
            if (first === undefined || migration === undefined)
                return [];
            const path = shortestCycle(graph, first).map(keyOf).join(' -> ');
            const { app, name, file, line, column } = migration;
            return [
                {
                    app,
                    migration: name,
                    file,
                    line,
                    column,
                    message: `Circular dependency: ${path}${stateNote(state, fresh.has(describe(members)))}.`
                }
            ];
        })));
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
                'orders/migrations/0001_squashed_0002.py': migrationText("('stock', '0001_initial')", [createOrder], ["replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"]),
                'stock/migrations/__init__.py': '',
                'stock/migrations/0001_initial.py': migrationText("('orders', '0001_initial')", [
                    "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
                ])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
                'stock/migrations/__init__.py': '',
                'stock/migrations/0001_initial.py': migrationText("('orders', '0001_initial')", [
                    "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
                ])
            }
        }
    }
};
function keyOfProblem(problem) {
    return keyOf({ app: problem.app, name: problem.migration });
}
function describe(members) {
    return members.map(keyOf).join(' ');
}
/** From a member back to itself, each depending on the next. */
function shortestCycle(graph, start) {
    const origin = graph.nodes.get(keyOf(start));
    const previous = new Map();
    const queue = [origin];
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
        for (const parent of node.parents) {
            if (parent === origin) {
                const path = [origin, node];
                for (let at = node; at !== origin;) {
                    at = previous.get(at);
                    path.push(at);
                }
                // A migration that depends on itself is its own neighbour.
                return node === origin ? [origin, origin] : path.reverse();
            }
            if (!previous.has(parent)) {
                previous.set(parent, node);
                queue.push(parent);
            }
        }
    }
    return [origin];
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g04-no-migration-class.js

const noMigrationClass = {
    id: 'G04',
    title: 'A file among the migrations has no Migration class',
    why: 'Django imports every module of the folder and stops at one without the class (BadMigrationError): an emptied file or a helper module there keeps every migration from running.',
    fix: 'Delete the file, or move helper code to another folder, or begin its name with `_` (Django skips such names).',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project }) => project.problems
        .filter(problem => problem.kind === 'no-migration-class')
        .map(({ app, migration, file, line, column }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${file} has no class Migration.`
    })),
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/helpers.py': 'def forwards(apps, schema_editor):\n    pass\n'
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/_helpers.py': 'def forwards(apps, schema_editor):\n    pass\n'
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/g05-no-package.js

const noPackage = {
    id: 'G05',
    title: 'A migrations folder has no __init__.py',
    why: 'Django then takes the whole app as one without migrations, and says nothing: `migrate` is green, `migrate --check` is green, and the tables never change.',
    fix: 'Add an empty `__init__.py` to the folder and commit it (is it in `.gitignore`?).',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project }) => project.problems
        .filter(problem => problem.kind === 'no-package')
        .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `The migrations of '${app}' are not a package: ${detail}, no __init__.py. Django ignores them all without a word.`
    })),
    examples: {
        bad: { files: { 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) } },
        good: { files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/g06-syntax.js

const kinds = new Set(['syntax', 'conflict', 'encoding']);
/** Built, not written, so that no tool takes this file for a conflict. */
const mark = (character) => character.repeat(7);
const syntax = {
    id: 'G06',
    title: 'A migration is not valid Python, or holds a merge conflict',
    why: 'Django cannot import the file, so no migration runs, and the application usually does not start either. What else is wrong with the app cannot be told before it is mended.',
    fix: 'Resolve the conflict or the error; `python -m py_compile FILE` shows what Python says.',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project }) => project.problems
        .filter(problem => kinds.has(problem.kind))
        .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${app}.${migration} cannot be imported: ${detail}.`
    })),
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText(`\n${mark('<')} HEAD\n        ('orders', '0001_initial'),\n${mark('=')}\n        ('orders', '0001_squashed'),\n${mark('>')} feature\n    `)
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': `"""Title\n${mark('=')}\nAn underline of seven signs is not a conflict.\n"""\n${migrationText('', [createOrder])}`
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/g11-unknown.js

const unknownParts = {
    id: 'G11',
    title: 'A part of the migrations cannot be read from the source',
    why: 'The check does not run the project. What is computed while Python imports a file (conditions, loops, functions, values from other modules) stays unknown and is reported as that. Where the graph itself depends on it, the verdict is `inconclusive`, never `passed`.',
    fix: 'Write `dependencies`, `replaces` and `operations` as literal lists. Lists put together by names, `+`, `+=`, `.append` and `*` are read too.',
    severity: 'info',
    frameworks: ['django'],
    check: ({ project }) => project.unknown.map(({ app, migration, file, line, column, reason, affects }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `Not known: ${reason}.`,
        ...(affects === 'external'
            ? { fix: 'Nothing to do: the framework checks the migrations of packages itself before it runs any.' }
            : {})
    })),
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('*dependencies_from_settings()', [createOrder])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': [
                    'from django.db import migrations, models',
                    '',
                    'operations = []',
                    `operations.append(${createOrder})`,
                    "operations += [migrations.AddField('order', 'note', models.TextField(null=True))]",
                    '',
                    'class Migration(migrations.Migration):',
                    '    operations = [*operations]',
                    ''
                ].join('\n')
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s13-squash-size.js


const squashSize = {
    id: 'S13',
    title: 'What a squash saves',
    why: 'The number of files and operations before and after is what a squash is for. An unexpected number is also the first sign of one that took in too much or lost something.',
    fix: 'Nothing to do: this is a figure for the reviewer.',
    severity: 'info',
    frameworks: ['django'],
    check({ project }) {
        const byKey = new Map(project.migrations.map(migration => [keyOf(migration), migration]));
        return project.migrations
            .filter(squash => squash.replaces.length > 0)
            .map(squash => {
            const present = [...new Set(squash.replaces.map(keyOf))].map(key => byKey.get(key)).filter(one => one !== undefined);
            const total = new Set(squash.replaces.map(keyOf)).size;
            const before = present.reduce((sum, one) => sum + one.operations.length, 0);
            const exact = present.every(one => one.operationsKnown) && squash.operationsKnown;
            const files = present.length === total ? `${total} files -> 1` : `${total} files -> 1 (${present.length} of the ${total} are still on disk)`;
            const operations = present.length === 0 ? `${squash.operations.length} operations` : `${before} -> ${squash.operations.length} operations`;
            const { app, name, file, line, column } = squash;
            return {
                app,
                migration: name,
                file,
                line,
                column,
                message: `${keyOf(squash)}: ${files}, ${operations}${exact ? '' : ', as far as they can be read'}.`
            };
        });
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createOrder], ["replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder])
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/registry.js








/** Every rule, in the order of the report. A new rule is one file and one line here. */
const rules = [
    severalLeaves,
    missingDependency,
    cycle,
    noMigrationClass,
    noPackage,
    syntax,
    unknownParts,
    squashSize
];

;// CONCATENATED MODULE: ./build/shared/squash/check.js







/** Checks the migrations of one source. Pure: the same source and options give the same report. */
function checkMigrations(source, options = {}) {
    return checkProject(readDjangoProject(source, options), options);
}
/** The same for a project that was read before. */
function checkProject(project, options = {}) {
    const fresh = buildGraph(project);
    const graphs = [{ state: 'fresh', graph: fresh }];
    if (options.applied !== undefined)
        graphs.push({ state: 'live', graph: buildGraph(project, options.applied) });
    const unknown = [...project.unknown];
    if (project.migrations.length === 0 && project.problems.length === 0) {
        const nothing = 'no Django migrations were found. Set `path` to the folder that holds manage.py';
        unknown.push({ framework: project.framework, app: '', migration: '', affects: 'graph', reason: nothing, file: '', line: 1, column: 1 });
    }
    const findings = (options.rules ?? rules)
        .filter(rule => rule.frameworks.includes(project.framework))
        .flatMap(rule => rule
        .check({ project: { ...project, unknown }, graphs })
        .map(({ fix = rule.fix, ...match }) => ({ rule: rule.id, severity: rule.severity, framework: project.framework, ...match, fix })));
    const hasError = findings.some(finding => finding.severity === 'error');
    const isOpen = unknown.some(one => one.affects === 'graph');
    const report = {
        verdict: hasError ? 'failed' : isOpen ? 'inconclusive' : 'passed',
        findings,
        apps: project.apps.filter(app => app.state !== 'unmigrated').map(app => reportApp(project, fresh, app.label)),
        unknown
    };
    if (options.applied !== undefined) {
        const plan = plannedMigrations(project, options.applied);
        report.pending = plan.map(({ app, name, file, line, column, operations }) => ({
            app,
            name,
            file,
            line,
            column,
            operations: operations.map(operation => operation.kind)
        }));
        report.additive = classify(plan);
    }
    return report;
}
/**
 * What `migrate` would apply next to a database with these rows, in Django's order, from the repository's own apps. Migrations of installed
 * packages are not in it: compare with `migrate --plan` of the staged release and give names that are missing here to `classify` as well.
 * Empty where the graph has cycles; look at the verdict first.
 */
function plannedMigrations(project, applied) {
    return planOf(buildGraph(project, applied));
}
function reportApp(project, fresh, label) {
    const own = project.migrations.filter(migration => migration.app === label);
    const onDisk = new Set(own.map(keyOf));
    const used = own.filter(migration => fresh.nodes.get(keyOf(migration))?.migration !== undefined);
    // A squash whose old files are all deleted is the history itself.
    const old = own.filter(migration => !migration.replaces.some(target => onDisk.has(keyOf(target))));
    const sum = (migrations) => migrations.reduce((total, migration) => total + migration.operations.length, 0);
    return {
        label,
        framework: project.framework,
        files: own.length,
        squashed: own.length - used.length,
        operations: { before: sum(old), after: sum(used), exact: own.every(migration => migration.operationsKnown) },
        leaves: fresh.leaves(label).map(leaf => leaf.name)
    };
}


/***/ })

};
;