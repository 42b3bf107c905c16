"use strict";
exports.id = 230;
exports.ids = [230];
exports.modules = {

/***/ 20230:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ messageOf),
/* harmony export */   y: () => (/* binding */ UserError)
/* harmony export */ });
/**
 * What the user can mend. The headline says what happened, where, and what to do next; `cause` is shown beneath it, and no stack trace.
 * Every other error is a bug: it is shown with its stack and a request to report it.
 */
class UserError extends Error {
    name = 'UserError';
}
/** The message of anything that was thrown, without a stack. */
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ })

};
;