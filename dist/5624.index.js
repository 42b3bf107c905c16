"use strict";
exports.id = 5624;
exports.ids = [5624];
exports.modules = {

/***/ 85624:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   decisionsOf: () => (/* binding */ decisionsOf),
/* harmony export */   parseBaseline: () => (/* binding */ parseBaseline),
/* harmony export */   renderBaseline: () => (/* binding */ renderBaseline),
/* harmony export */   staleEntries: () => (/* binding */ staleEntries)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(961);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(37428);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _nearest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(96995);
/* harmony import */ var _rules_registry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56784);




const baselineFile = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    version: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(1),
    findings: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        fingerprint: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().min(1),
        rule: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        file: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        app: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    }))
});
/** What the configuration and the baseline say together. Errors: UserError for rules that there are not, or that nobody can have ignored. */
function decisionsOf(config, baseline) {
    const known = new Map(_rules_registry_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a.map(rule => [rule.id, rule]));
    const named = [
        ...(config?.ignore ?? []).map(({ rule }, index) => [`ignore.${index}.rule`, rule]),
        ...Object.keys(config?.severity ?? {}).map(rule => [`severity.${rule}`, rule])
    ];
    const problems = named.flatMap(([where, id]) => {
        const rule = known.get(id);
        if (rule?.ignorable === false)
            return [`${where}: ${id} (${rule.title}) cannot be ignored or made less grave: what else is wrong cannot be told before it is mended`];
        const near = (0,_nearest_js__WEBPACK_IMPORTED_MODULE_2__/* .nearest */ .p)(id, [...known.keys()]);
        return rule === undefined ? [`${where}: there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}`] : [];
    });
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`The configuration's \`squash-check\` is not usable:\n${problems.map(each => `  squash-check.${each}`).join('\n')}`);
    return {
        ignore: config?.ignore ?? [],
        severity: config?.severity ?? {},
        baseline: baseline && new Set(baseline.findings.map(each => each.fingerprint))
    };
}
/** Errors: UserError where it is not such a file. */
function parseBaseline(text, file) {
    try {
        return baselineFile.parse(JSON.parse(text));
    }
    catch (error) {
        const why = error instanceof zod__WEBPACK_IMPORTED_MODULE_4__/* .ZodError */ .G ? zod__WEBPACK_IMPORTED_MODULE_5__/* .prettifyError */ .S1(error) : (0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .b)(error);
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`The baseline ${file} cannot be read. Write it anew with \`write-baseline: true\`.`, { cause: new Error(why) });
    }
}
/** The file for what was found: what is in it already stays as long as it is found, figures and what cannot be ignored are left out. */
function renderBaseline(report) {
    const firm = new Set(_rules_registry_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a.filter(rule => rule.ignorable === false).map(rule => rule.id));
    const old = (report.suppressed ?? []).filter(each => each.by === 'baseline');
    const findings = [...old, ...report.findings]
        .filter(each => each.severity !== 'info' && !firm.has(each.rule))
        .map(({ fingerprint = '', rule, file, app, migration, message }) => ({ fingerprint, rule, file, app, migration, message }))
        .sort((a, b) => (a.file === b.file ? compare(a.fingerprint, b.fingerprint) : compare(a.file, b.file)));
    return `${JSON.stringify({ version: 1, findings }, null, 2)}\n`;
}
function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
/** Entries of the baseline that nothing was found for any more. */
function staleEntries(baseline, report) {
    const found = new Set([...report.findings, ...(report.suppressed ?? [])].map(each => each.fingerprint));
    return baseline.findings.filter(each => !found.has(each.fingerprint));
}


/***/ })

};
;