"use strict";
exports.id = 6529;
exports.ids = [6529];
exports.modules = {

/***/ 6529:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   formerSquashes: () => (/* binding */ formerSquashes),
/* harmony export */   liveSquashes: () => (/* binding */ liveSquashes),
/* harmony export */   recordedWith: () => (/* binding */ recordedWith),
/* harmony export */   squashStateOf: () => (/* binding */ squashStateOf),
/* harmony export */   targetsOf: () => (/* binding */ targetsOf)
/* harmony export */ });
/* harmony import */ var _model_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(87306);

/**
 * The class of every squash of a project. `live` is the graph for these rows: a squash within a squash (Django 6) has rows of its own kind, and the graph
 * of the version knows when it counts as applied.
 */
function liveSquashes(project, recorded, live) {
    const rows = new Set(recorded.map(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN));
    const onDisk = new Map(project.migrations.map(migration => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(migration), migration]));
    // A file that cannot be read is there all the same.
    const unread = new Set(project.problems.map(({ app, migration }) => (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)({ app, name: migration })));
    return project.migrations.flatMap(squash => {
        const targets = targetsOf(squash);
        if (targets.length === 0)
            return [];
        const isApplied = (target) => {
            const inner = onDisk.get((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target));
            return inner !== undefined && inner.replaces.length > 0 ? live.applied.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target)) : rows.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target));
        };
        const open = targets.filter(target => !isApplied(target));
        const isGone = (target) => !onDisk.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target)) && !unread.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target));
        // What the first of the open ones follows must be there too, or Django cannot place it.
        const lost = open.some(isGone) ? open.filter(isGone) : open.length === 0 ? [] : targets.filter(isGone);
        const applied = targets.length - open.length;
        const state = stateOf(applied, targets.length, rows.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(squash)));
        const { app, name } = squash;
        return [{ app, name, state, applied, of: targets.length, verdict: verdictOf(state, lost.length > 0), squash, open, lost }];
    });
}
/** What a squash replaces, each name once; conditional names are left out, and so is its own. */
function targetsOf(squash) {
    const names = squash.replaces.filter(target => !target.conditional && (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target) !== (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(squash));
    return [...new Map(names.map(name => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(name), name])).values()];
}
function stateOf(applied, of, own) {
    if (applied === 0)
        return own ? 'orphan' : 'fresh';
    if (applied < of)
        return own ? 'stale' : 'partial';
    return own ? 'full-recorded' : 'full-unrecorded';
}
function verdictOf(state, isLost) {
    switch (state) {
        case 'fresh':
            return 'may-add';
        case 'partial':
        case 'stale':
            return isLost ? 'would-strand' : 'run-migrate-first';
        case 'full-unrecorded':
            return 'run-migrate-first';
        case 'full-recorded':
            return 'may-delete';
        case 'orphan':
            return 'would-strand';
    }
}
/** The published part of it. */
function squashStateOf({ app, name, state, applied, of, verdict }) {
    return { app, name, state, applied, of, verdict };
}
/**
 * What Django only writes a row for when it migrates: a squash whose targets are all applied, and what a squash stands for that runs itself.
 * `pending`: what is to run.
 */
function recordedWith(project, states, pending) {
    const squashes = new Map(project.migrations.filter(each => each.replaces.length > 0).map(each => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(each), each]));
    const toRun = new Set(pending.map(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN));
    const recorded = states.filter(({ state }) => state === 'full-unrecorded').map(({ app, name }) => ({ app, name }));
    const seen = new Set();
    const within = (squash) => squash.replaces.flatMap(({ app, name }) => {
        const key = (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)({ app, name });
        if (seen.has(key))
            return [];
        seen.add(key);
        const inner = squashes.get(key);
        return [{ app, name }, ...(inner === undefined ? [] : within(inner))];
    });
    const used = [...squashes.values()].filter(each => toRun.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(each)));
    return [...recorded, ...used.flatMap(within)].filter(each => !toRun.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(each)));
}
/**
 * Squashes that have lost `replaces`: by the base branch, where one is known, else by the name that squashmigrations gives them,
 * `0001_squashed_0004_last`.
 */
function formerSquashes(project, base) {
    const before = new Map(base?.migrations.map(migration => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(migration), migration]));
    const onDisk = new Set(project.migrations.map(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN));
    return project.migrations.flatMap(squash => {
        if (squash.framework !== 'django' || squash.replaces.length > 0 || !squash.graphKnown)
            return [];
        const old = before.get((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(squash));
        if (old !== undefined && old.replaces.length > 0)
            return [{ squash, names: targetsOf(old) }];
        const last = /_squashed_(.+)$/.exec(squash.name)?.[1];
        if (last === undefined || onDisk.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)({ app: squash.app, name: last })))
            return [];
        return [{ squash, names: [{ app: squash.app, name: last }] }];
    });
}


/***/ }),

/***/ 87306:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TN: () => (/* binding */ keyOf),
/* harmony export */   YD: () => (/* binding */ compareKeys),
/* harmony export */   dM: () => (/* binding */ shownKey)
/* harmony export */ });
/** `app.name`, as Django prints it. An app label has no point, so it is unambiguous. */
function keyOf(key) {
    return `${key.app}.${key.name}`;
}
/** The same for people: what lies in the project's own folder has no name before it. */
function shownKey(key) {
    return key.app === '.' || key.app === '' ? key.name : keyOf(key);
}
/** Order of Python tuples of strings: by code point, app first. */
function compareKeys(a, b) {
    return compareText(a.app, b.app) || compareText(a.name, b.name);
}
function compareText(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}


/***/ })

};
;