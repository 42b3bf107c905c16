"use strict";
exports.id = 7568;
exports.ids = [7568];
exports.modules = {

/***/ 19868:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ru: () => (/* binding */ GateNotPassed),
  IL: () => (/* binding */ baselineStep),
  sf: () => (/* binding */ gateStep),
  YQ: () => (/* binding */ liveGateStep),
  xP: () => (/* binding */ measure)
});

// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
;// CONCATENATED MODULE: ./build/shared/health/command.js

/** Bytes of output that are looked at. */
const OUTPUT = 64 * 1024;
/** A shell script on the host, in `current` where there is one. */
const command = {
    kind: 'command',
    accepts: (check) => 'command' in check,
    budgetMs: check => check.timeout + 2000,
    script(check, _options, { root }) {
        const seconds = (check.timeout / 1000).toFixed(3);
        return `${root === undefined ? '' : (0,shell.sh) `if [[ -d ${`${root}/current`} ]]; then cd -- ${`${root}/current`} || exit; fi`}
start=\${EPOCHREALTIME/[.,]/}
{ timeout -k 1 ${seconds} bash --noprofile --norc -c ${(0,shell.sh) `${check.command}`} </dev/null 2>"$belay_file.error"; echo "$?" > "$belay_file.code"; } | { head -c ${OUTPUT} > "$belay_file"; cat > /dev/null; }
end=\${EPOCHREALTIME/[.,]/}
printf 'ended %s %s\\n' "$(< "$belay_file.code")" $((end - start))
printf 'output %s\\n' "$(base64 < "$belay_file" | tr -d '\\n')"
printf 'error %s\\n' "$(tail -n 1 "$belay_file.error" | head -c 200)"`;
    },
    read(check, records) {
        const field = (word) => records.find(record => record.startsWith(`${word} `))?.slice(word.length + 1);
        const ended = field('ended');
        if (ended === undefined)
            return [{ outcome: 'no-answer', reason: 'the command left no exit code' }];
        const [exit, ms] = [Number(ended.split(' ')[0]), Number(ended.split(' ')[1]) / 1000];
        if ((exit === 124 || exit === 137) && ms >= check.timeout)
            return [{ outcome: 'no-answer', reason: `it had not ended after ${check.timeout} ms` }];
        if (exit !== check.expect.exit) {
            const said = field('error')?.trim() ?? '';
            return [{ outcome: 'wrong', reason: `expected exit code ${check.expect.exit}, got ${exit}${said === '' ? '' : `: ${said}`}`, ms }];
        }
        const output = Buffer.from(field('output') ?? '', 'base64').toString();
        if (check.expect.stdout !== undefined && !output.includes(check.expect.stdout)) {
            return [{ outcome: 'wrong', reason: `expected output with ${JSON.stringify(check.expect.stdout)}, and it is not there`, ms }];
        }
        return [{ outcome: 'ok', ms }];
    }
};

// EXTERNAL MODULE: ./build/shared/expect/json.js
var json = __webpack_require__(24469);
;// CONCATENATED MODULE: ./build/shared/health/http.js



/** Bytes of an answer that are looked at. */
const BODY = 64 * 1024;
/** KiB of an answer that are received; what is longer is no answer of a health check. */
const LONGEST_KIB = 8192;
/** Bytes of different bodies that one check brings back in a round; then it sends no more requests. */
const BODIES = 1024 * 1024;
/** curl on the host itself: no redirect is followed, no proxy used, no ~/.curlrc read; address and headers go in on stdin. */
const http = {
    kind: 'http',
    accepts: (check) => 'http' in check,
    budgetMs: (check, { graceMs, requests }) => graceMs + check.timeout + (requests === 1 ? 0 : Math.max(30_000, check.timeout)),
    script(check, { graceMs, requests }) {
        const budget = Math.ceil(requests === 1 ? check.timeout : Math.max(30_000, check.timeout));
        return `command -v curl > /dev/null || { echo unable; exit; }
trap '' XFSZ; ulimit -f ${LONGEST_KIB}
config=${(0,shell.sh) `${curlConfig(check)}`}
ask() {
  rm -f "$belay_file"
  said=$(curl -q -o "$belay_file" -K - <<< "$config" 2>"$belay_file.error"); code=$?
}
now() { local up; read -r up _ < /proc/uptime; up=\${up/./}; now=$((10#$up * 10)); }
now; end=$((now + ${Math.round(graceMs)}))
while :; do
  ask
  now; ((now < end)) || break
  case $code\${said%% *} in 7000 | 52000 | 56000 | 0502 | 0503 | 0504) sleep 0.1 ;; *) break ;; esac
done
now; end=$((now + ${budget})); sent=0 bytes=0 last=
while :; do
  printf 'answer %s %s\\n' "$code" "$said"
  if ((code != 0)); then printf 'error %s\\n' "$(head -c 300 "$belay_file.error" | tr '\\n' ' ')"; fi
  if [[ -e $belay_file && $last ]] && cmp -s "$belay_file" "$belay_file.last"; then
    echo same
  elif [[ -e $belay_file ]]; then
    body=$(head -c ${BODY} "$belay_file" | base64 | tr -d '\\n'); printf 'body %s\\n' "$body"
    bytes=$((bytes + \${#body})); last=1; mv -f "$belay_file" "$belay_file.last"
  fi
  sent=$((sent + 1)); now
  ((sent < ${Math.round(requests)} && now < end && bytes < ${BODIES})) || break
  ask
done`;
    },
    read(check, records) {
        if (records[0] === 'unable')
            return { unable: 'curl is not installed: install it on the host (apt-get install curl)' };
        const samples = [];
        let answer;
        let last = '';
        const flush = () => answer && samples.push(judge(check, answer));
        for (const record of records) {
            const [word = '', ...rest] = record.split(' ');
            if (word === 'answer') {
                flush();
                answer = {
                    code: Number(rest[0]),
                    status: Number(rest[1]),
                    seconds: Number(rest[2]),
                    redirect: rest.slice(3).join(' '),
                    error: '',
                    body: ''
                };
            }
            else if (answer && word === 'error')
                answer.error = rest.join(' ').trim();
            else if (answer && word === 'same')
                answer.body = last;
            else if (answer && word === 'body')
                answer.body = last = Buffer.from(rest.join(''), 'base64').toString();
        }
        flush();
        return samples;
    },
    async fallback(check, options) {
        const samples = [];
        const end = performance.now() + options.graceMs;
        let sample = await fetchOnce(check);
        while (sample.outcome === 'no-answer' && performance.now() < end) {
            await new Promise(resolve => setTimeout(resolve, 100));
            sample = await fetchOnce(check);
        }
        samples.push(sample);
        const last = performance.now() + Math.max(30_000, check.timeout);
        while (samples.length < options.requests && performance.now() < last)
            samples.push(await fetchOnce(check));
        return samples;
    }
};
function curlConfig(check) {
    const seconds = (check.timeout / 1000).toFixed(3);
    const word = (value) => {
        if (/[\0-\x1f\x7f]/.test(value))
            throw new errors/* UserError */.y(`The address or a header of the check ${check.http} holds a control character.`);
        return `"${value.replace(/[\\"]/g, '\\$&')}"`;
    };
    return [
        `url = ${word(new URL(check.http).href)}`,
        ...Object.entries(check.headers).map(([name, value]) => `header = ${word(`${name}: ${value}`)}`),
        'silent',
        'show-error',
        'globoff',
        'noproxy = "*"',
        'proto = "=http,https"',
        `max-time = ${seconds}`,
        'write-out = "%{http_code} %{time_total} %{redirect_url}"'
    ].join('\n');
}
function judge(check, answer) {
    if (answer.code !== 0) {
        const why = {
            6: 'the name has no address',
            7: 'the connection was refused',
            18: 'the answer was cut off',
            23: `the answer is longer than ${LONGEST_KIB / 1024} MiB, or could not be stored`,
            28: `no answer within ${check.timeout} ms`,
            52: 'the connection was closed without an answer',
            56: 'the answer was cut off'
        };
        return { outcome: 'no-answer', reason: why[answer.code] ?? `curl ended with ${answer.code}: ${answer.error}` };
    }
    const ms = answer.seconds * 1000;
    const reason = wrong(check, answer.status, answer.body, answer.redirect);
    return reason === undefined ? { outcome: 'ok', ms } : { outcome: 'wrong', reason, ms };
}
/** Pure: what is wrong with an answer; undefined when nothing is. */
function wrong(check, status, body, redirect) {
    const { expect } = check;
    const statuses = Array.isArray(expect.status) ? expect.status : [expect.status];
    if (!statuses.includes(status)) {
        return `expected status ${statuses.join(' or ')}, got ${status}${redirect === '' ? '' : ` (to ${redirect.slice(0, 200)})`}`;
    }
    if (expect.body !== undefined && !body.includes(expect.body))
        return `expected a body with ${JSON.stringify(expect.body)}, and it is not there`;
    return expect.json === undefined ? undefined : (0,json/* wrongJson */.s)(body, expect.json);
}
async function fetchOnce(check) {
    const start = performance.now();
    try {
        const response = await fetch(check.http, { headers: check.headers, redirect: 'manual', signal: AbortSignal.timeout(check.timeout) });
        let [bytes, chunks] = [0, []];
        for await (const chunk of response.body ?? []) {
            bytes += chunk.length;
            if (bytes > LONGEST_KIB * 1024)
                return { outcome: 'no-answer', reason: `the answer is longer than ${LONGEST_KIB / 1024} MiB` };
            chunks = bytes - chunk.length < BODY ? [...chunks, chunk] : chunks;
        }
        const ms = performance.now() - start;
        const body = Buffer.concat(chunks).subarray(0, BODY).toString();
        const reason = wrong(check, response.status, body, response.headers.get('location') ?? '');
        return reason === undefined ? { outcome: 'ok', ms } : { outcome: 'wrong', reason, ms };
    }
    catch (error) {
        if (error?.name === 'TimeoutError')
            return { outcome: 'no-answer', reason: `no answer within ${check.timeout} ms` };
        const cause = error.cause;
        const refused = cause?.code === 'ECONNREFUSED' ? 'the connection was refused' : undefined;
        return { outcome: 'no-answer', reason: refused ?? `the answer was cut off or never came: ${cause?.message ?? String(error)}` };
    }
}

// EXTERNAL MODULE: ./build/shared/expect/sql.js
var sql = __webpack_require__(4851);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
;// CONCATENATED MODULE: ./build/shared/health/sql.js



/** One read-only query by the database's engine. */
const sql_sql = {
    kind: 'sql',
    accepts: (check) => 'sql' in check,
    async ask(name, check, context) {
        const engine = engineOf(name, check, context);
        const start = performance.now();
        try {
            const rows = await engine.query((0,sql/* statement */.q)(check), check.timeout);
            const ms = performance.now() - start;
            const reason = (0,sql/* wrong */.Q)(check, rows);
            return { check: name, samples: [reason === undefined ? { outcome: 'ok', ms } : { outcome: 'wrong', reason, ms }] };
        }
        catch (error) {
            return { check: name, samples: [refused(check, error)] };
        }
    }
};
function engineOf(name, check, { databases }) {
    const known = Object.keys(databases);
    const wanted = check.database ?? (known.length === 1 ? known[0] : undefined);
    if (wanted === undefined) {
        throw new errors/* UserError */.y(known.length === 0
            ? `The check ${name} asks a database, and there are none in databases.`
            : `The check ${name} must say which database it asks: ${known.join(', ')}.`);
    }
    const engine = databases[wanted];
    if (engine === undefined)
        throw new errors/* UserError */.y(`The check ${name} asks the database ${JSON.stringify(wanted)}; there are: ${known.join(', ') || 'none'}.`);
    return engine;
}
function refused(check, error) {
    if (error instanceof host_errors/* DeadlinePassed */.Xp)
        return { outcome: 'no-answer', reason: `no answer within ${check.timeout} ms` };
    // The database's own words may quote a row; its first line says what is the matter.
    if (error instanceof host_errors/* CommandFailed */.nk || error instanceof errors/* UserError */.y)
        return { outcome: 'no-answer', reason: `the query failed: ${error.message.split('\n').slice(0, 2).join(' ').slice(0, 300)}` };
    throw error;
}

;// CONCATENATED MODULE: ./build/shared/health/registry.js



/** Every kind of check, one line each: those that a script on the host asks, and the others. */
const scriptProbes = [http, command];
const directProbes = [sql_sql];

;// CONCATENATED MODULE: ./build/shared/health/ask.js


/**
 * One round: every check is asked once. What a script can ask goes to the host in one round trip and runs side by side.
 * Errors: what Host.run throws (nothing is known then of any check), UserError for a check that names no database.
 */
async function askAll(context, checks, round) {
    const scripted = [];
    const direct = [];
    for (const [name, check] of Object.entries(checks)) {
        const script = scriptProbes.find(probe => probe.accepts(check));
        const options = { graceMs: round.graceMs, requests: round.requests[name] ?? 1 };
        if (script)
            scripted.push({ name, check, probe: script, options });
        else
            direct.push(directProbes.find(probe => probe.accepts(check)).ask(name, check, context));
    }
    const [byScript, others] = await Promise.all([askByScript(context, scripted), Promise.all(direct)]);
    return [...byScript, ...others];
}
async function askByScript(context, asked) {
    if (asked.length === 0)
        return [];
    const budget = Math.max(...asked.map(({ probe, check, options }) => probe.budgetMs(check, options)));
    const foreign = asked.some(({ check }) => 'command' in check);
    const { stdout } = await context.host.run(roundScript(context, asked), { timeoutMs: budget + 5000, foreign });
    const sections = new Map();
    let records;
    for (const line of stdout.split('\n')) {
        const mark = /^@(\d+)$/.exec(line);
        if (mark)
            sections.set(Number(mark[1]), (records = []));
        else if (line !== '')
            records?.push(line);
    }
    return Promise.all(asked.map(async ({ name, check, probe, options }, index) => {
        const read = probe.read(check, sections.get(index) ?? []);
        if (!('unable' in read))
            return { check: name, samples: read };
        if (context.host.kind === 'local' && probe.fallback)
            return { check: name, samples: await probe.fallback(check, options) };
        return { check: name, samples: [], error: `${read.unable} (${context.host.label})` };
    }));
}
/** Records begin with a word in small letters, marks with `@`: what a check prints cannot be taken for a mark, since it comes encoded. */
function roundScript(context, asked) {
    const each = asked.map(({ check, probe, options }, index) => `(\nbelay_file=$belay_dir/${index}\n${probe.script(check, options, context)}\n) > "$belay_dir/${index}.records" 2>"$belay_dir/${index}.noise" &`);
    return `set +eu +o pipefail
belay_dir=$(mktemp -d) || exit
trap 'rm -rf -- "$belay_dir"' EXIT
${each.join('\n')}
wait
${(0,shell.sh) `for belay_each in ${asked.map((_, index) => index)}; do`} printf '@%s\\n' "$belay_each"; cat "$belay_dir/$belay_each.records"; done
`;
}

;// CONCATENATED MODULE: ./build/shared/health/baseline.js
/** Pure: which failures of the gate the system already had. Without proof of an equal failure before, a failure is new. */
function compareWithBaseline(baseline, gate) {
    const checks = Object.fromEntries(gate.checks.map(check => [
        check.name,
        changeOf(baseline?.checks.find(each => each.name === check.name), check)
    ]));
    const changes = Object.values(checks);
    if (gate.verdict === 'passed')
        return { verdict: 'passed', checks };
    const known = changes.includes('already-bad') && !changes.includes('new-failure') && gate.verdict === 'failed';
    return { verdict: known ? 'already-bad' : 'new-failure', checks };
}
function changeOf(before, after) {
    if (after.verdict === 'passed' || after.verdict === 'warned')
        return 'passed';
    if (after.verdict === 'failed' && (before?.verdict === 'failed' || before?.verdict === 'no-answer'))
        return 'already-bad';
    // A wrong answer that became none got worse.
    if (after.verdict === 'no-answer' && before?.verdict === 'no-answer')
        return 'already-bad';
    return 'new-failure';
}

;// CONCATENATED MODULE: ./build/shared/health/measurement.js
/** The value that 95 % of the samples do not exceed (nearest rank); undefined without samples. */
function p95(values) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.95) - 1];
}

;// CONCATENATED MODULE: ./build/shared/health/evaluate.js

/** Requests that are needed to resolve an error rate: 0.001 -> 1000. */
function requestsToResolve(rate) {
    return rate <= 0 ? 1 : Math.ceil(1 / rate - 1e-9);
}
/** The rate that decides: what is allowed before the check fails, or warns where it never fails. */
function decidingRate(check) {
    return 'http' in check ? (check.errors?.fail ?? check.errors?.warn) : undefined;
}
/** Requests per round: as configured, or more when the allowed error rate could otherwise not be resolved in `successes` rounds; at most 10,000. */
function requestsPerRound(check, successes) {
    if (!('http' in check))
        return 1;
    const rate = decidingRate(check);
    const needed = rate === undefined ? 1 : Math.ceil(requestsToResolve(rate) / successes);
    return Math.min(10_000, Math.max(check.requests, needed));
}
/** Pure: the verdict of one check after a round. `window` is every sample that counts, this round's included. */
function evaluate(check, measurement, window) {
    const { check: name, samples, error } = measurement;
    const times = window.flatMap(sample => sample.ms ?? []);
    const slow = p95(times);
    const result = (verdict, reason) => ({
        name,
        verdict,
        reason,
        samples: window.length,
        p95Ms: slow === undefined ? undefined : Math.round(slow * 10) / 10
    });
    if (error !== undefined)
        return result('error', error);
    if (samples.length === 0)
        return result('no-answer', 'nothing was measured');
    const bad = samples.filter(sample => sample.outcome !== 'ok');
    const errors = 'http' in check ? check.errors : undefined;
    if (bad.length > 0 && (errors === undefined || bad.length === samples.length)) {
        const worst = bad.find(sample => sample.outcome === 'wrong') ?? bad[0];
        const share = samples.length === 1 ? '' : ` (${bad.length} of ${samples.length} requests)`;
        return result(worst.outcome === 'wrong' ? 'failed' : 'no-answer', `${worst.reason ?? 'no reason was given'}${share}`);
    }
    const warnings = [];
    let few;
    if (errors !== undefined) {
        const wrong = window.filter(sample => sample.outcome !== 'ok');
        const rate = wrong.length / window.length;
        const seen = `${percent(rate)} of ${window.length} requests failed`;
        const first = wrong[0]?.reason === undefined ? '' : `; the first: ${wrong[0].reason}`;
        if (errors.fail !== undefined && rate > errors.fail)
            return result('failed', `${seen}, allowed ${percent(errors.fail)}${first}`);
        if (errors.warn !== undefined && rate > errors.warn)
            warnings.push(`${seen}, aim ${percent(errors.warn)}${first}`);
        const deciding = errors.fail ?? errors.warn;
        if (deciding !== undefined && window.length < requestsToResolve(deciding)) {
            few = `not enough data: ${window.length} of the ${requestsToResolve(deciding)} requests that ${percent(deciding)} needs`;
        }
    }
    const limits = check.latency?.p95;
    if (limits !== undefined && slow !== undefined) {
        const took = `95 % of ${times.length} answers within ${milliseconds(slow)}`;
        if (limits.fail !== undefined && slow > limits.fail)
            return result('failed', `${took}, allowed ${milliseconds(limits.fail)}`);
        if (limits.warn !== undefined && slow > limits.warn)
            warnings.push(`${took}, aim ${milliseconds(limits.warn)}`);
        else if (limits.target !== undefined && slow > limits.target && few === undefined && warnings.length === 0) {
            return result('passed', `${took}, target ${milliseconds(limits.target)}`);
        }
    }
    if (few !== undefined)
        return result('not-enough-data', [few, ...warnings].join('; '));
    return warnings.length > 0 ? result('warned', warnings.join('; ')) : result('passed');
}
const percent = (rate) => `${Number((rate * 100).toPrecision(3))} %`;
const milliseconds = (ms) => `${Math.round(ms)} ms`;

;// CONCATENATED MODULE: ./build/shared/health/gate.js



/** Rounds in a row in which the checks could not be asked, before that is the verdict. */
const ERRORS_IN_A_ROW = 4;
/** Rounds that a baseline asks at most before a check counts as bad already. */
const BASELINE_ROUNDS = 3;
const initialState = { rounds: 0, successes: 0, failures: 0, errorsInARow: 0, answered: false, windows: {}, results: [] };
/** Pure: the state after a round. A round is bad when a check failed or gave no answer; it ends the row of successes and the data that count. */
function afterRound(state, checks, round) {
    const windows = {};
    const results = Object.entries(checks).map(([name, check]) => {
        const measurement = round.find(each => each.check === name) ?? { check: name, samples: [], error: 'it was not asked' };
        const window = [...(state.windows[name] ?? []), ...measurement.samples];
        windows[name] = window;
        return evaluate(check, measurement, window);
    });
    const bad = results.some(result => result.verdict === 'failed' || result.verdict === 'no-answer');
    const error = results.some(result => result.verdict === 'error');
    return {
        rounds: state.rounds + 1,
        successes: bad || error ? 0 : state.successes + 1,
        failures: state.failures + (bad ? 1 : 0),
        errorsInARow: error && !bad ? state.errorsInARow + 1 : 0,
        answered: state.answered || results.some(result => result.verdict !== 'error'),
        windows: bad || error ? {} : windows,
        results
    };
}
/** Pure: whether the gate ends after this round; `late` when no other round fits into the time. */
function ending(state, gate, late) {
    const names = (verdicts) => state.results.filter(result => verdicts.includes(result.verdict));
    const said = (results) => results.map(result => `${result.name}: ${result.reason ?? result.verdict}`).join('; ');
    if (state.results.length === 0)
        return { verdict: 'error', reason: 'there are no checks, so nothing can prove health: name some in health.checks' };
    const few = names(['not-enough-data']);
    if (state.successes >= gate.successes && few.length === 0) {
        const warned = names(['warned']);
        const row = state.successes === 1 ? 'one round' : `${state.successes} rounds in a row`;
        return {
            verdict: 'passed',
            reason: warned.length === 0 ? `every check passed in ${row}` : `passed in ${row}, with warnings: ${said(warned)}`
        };
    }
    if (state.failures > gate.failures) {
        const bad = said(names(['failed', 'no-answer']));
        return { verdict: 'failed', reason: `${state.failures} rounds failed, ${gate.failures} are forgiven; in the last one ${bad}` };
    }
    if (state.errorsInARow > ERRORS_IN_A_ROW || (late && !state.answered)) {
        return {
            verdict: 'error',
            reason: `the checks could not be asked ${state.errorsInARow} times in a row; in the last round ${said(names(['error']))}`
        };
    }
    if (!late)
        return undefined;
    const bad = names(['failed', 'no-answer', 'error', 'not-enough-data']);
    const why = bad.length === 0 ? '' : `; in the last one ${said(bad)}`;
    return {
        verdict: 'inconclusive',
        reason: `${gate.timeout / 1000} s have passed with ${state.successes} of ${gate.successes} good rounds in a row after ${state.rounds} rounds${why}`
    };
}
/** Asks until the verdict is clear. Never throws for what a host or an application does. */
async function runGate(run) {
    const { checks, clock, log, phase } = run;
    const gate = phase === 'gate' ? run.gate : { ...run.gate, successes: 1, failures: BASELINE_ROUNDS - 1 };
    const requests = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, phase === 'gate' ? requestsPerRound(check, gate.successes) : 1]));
    const begin = clock.monotonic();
    let state = initialState;
    let end = Object.keys(checks).length === 0 ? ending(state, gate, false) : undefined;
    while (end === undefined) {
        const started = clock.monotonic();
        const graceMs = phase === 'gate' && state.successes === 0 ? Math.max(0, Math.min(gate.interval, begin + gate.timeout - started)) : 0;
        state = afterRound(state, checks, await askRound(run, { graceMs, requests }));
        const next = Math.max(clock.monotonic(), started + gate.interval);
        end = phase === 'baseline' && enough(state) ? baselineEnding(state) : ending(state, gate, next - begin >= gate.timeout);
        if (state.successes === 0 || end !== undefined)
            log.info(line(state));
        if (end === undefined)
            await clock.sleep(Math.max(0, next - clock.monotonic()));
    }
    return { phase, ...end, rounds: state.rounds, durationMs: Math.round(clock.monotonic() - begin), checks: state.results };
}
/** A baseline compares, it need not resolve an error rate. */
const enough = (state) => state.successes > 0;
const baselineEnding = (_state) => ({ verdict: 'passed', reason: 'every check passed before the change' });
async function askRound(run, options) {
    try {
        return await run.ask(options);
    }
    catch (error) {
        if (!(error instanceof host_errors/* ConnectionLost */.pz || error instanceof host_errors/* DeadlinePassed */.Xp || error instanceof host_errors/* CommandFailed */.nk || error instanceof errors/* UserError */.y))
            throw error;
        return Object.keys(run.checks).map(check => ({ check, samples: [], error: error.message }));
    }
}
function line(state) {
    const results = state.results.map(result => `${result.name} ${result.verdict}${result.reason === undefined ? '' : ` (${result.reason})`}`);
    return `Round ${state.rounds}: ${results.join(', ')}`;
}

// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
// EXTERNAL MODULE: ./build/shared/steps/writes.js
var writes = __webpack_require__(24685);
;// CONCATENATED MODULE: ./build/shared/steps/gate.js






/** The gate did not pass. `report` says what was seen. */
class GateNotPassed extends errors/* UserError */.y {
    report;
    constructor(message, report) {
        super(message);
        this.report = report;
    }
}
/** How healthy the system is before anything changes: a failure that is there now will not be blamed on the deployment. */
const baselineStep = gateStepOf('baseline', 'baseline', 'How healthy is it now?');
/** Decides behind the fence, where there is one. */
const gateStep = gateStepOf('gate', 'gate', 'Health gate');
/** Decides again when users are in: one round less would trust a fence, not the system. */
const liveGateStep = gateStepOf('live-gate', 'gate', 'Health gate as users see it');
function gateStepOf(name, phase, title) {
    return {
        name,
        title,
        changes: false,
        inDryRun: phase === 'baseline',
        async plan(session) {
            const { checks, successes, interval } = session.context.target.config.health;
            const names = Object.keys(checks);
            if (names.length === 0) {
                if (phase === 'baseline')
                    return { skip: 'no health checks are configured' };
                throw new errors/* UserError */.y('There are no health checks, so nothing can prove that the system works: give `checks` or `url`, or `health.checks` in the configuration');
            }
            return {
                plan: { checks: names },
                says: [
                    phase === 'baseline'
                        ? `ask ${names.join(', ')} once`
                        : `${names.join(', ')}: ${successes} good rounds in a row, one every ${interval / 1000} s`
                ]
            };
        },
        async run(session) {
            // The content is read while the gate asks, so that the proof costs users no time behind the fence.
            const [report, fingerprints] = await Promise.all([
                measure(session, phase),
                name === 'gate' ? (0,writes/* fingerprintBehindFence */.W)(session) : undefined
            ]);
            const evidence = { report: report, says: `${report.verdict}: ${report.reason}`, fingerprints };
            if (phase === 'baseline' || report.verdict === 'passed') {
                if (phase === 'baseline' && report.verdict !== 'passed')
                    session.context.log.warning(`Before the deployment: ${report.verdict}: ${report.reason}`);
                return evidence;
            }
            const baseline = session.evidence('baseline')?.report;
            const { verdict } = compareWithBaseline(baseline, report);
            const already = verdict === 'already-bad' ? ' The same checks failed before the deployment: the system was bad already.' : '';
            throw new GateNotPassed(`The health gate is ${report.verdict}: ${report.reason}.${already}`, report);
        }
    };
}
/** Asks the checks until the verdict is clear. */
async function measure(session, phase) {
    const { context } = session;
    const { config } = context.target;
    const { checks, ...gate } = config.health;
    const needed = Object.values(checks).some(check => 'sql' in check);
    const databases = needed
        ? Object.fromEntries(await Promise.all(Object.keys(config.databases)
            .filter(name => config.databases[name]?.engine !== 'redis')
            .map(async (name) => [name, await (0,world/* databaseOf */.zJ)(context, name)])))
        : {};
    const probes = { host: context.host, databases, root: config.code?.root };
    return runGate({
        checks,
        gate: { ...gate, timeout: context.timeoutMs ?? gate.timeout },
        phase,
        clock: context.clock,
        log: context.log,
        ask: options => askAll(probes, checks, options)
    });
}


/***/ }),

/***/ 49693:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DO: () => (/* binding */ codeTimeoutMs),
/* harmony export */   Xc: () => (/* binding */ serviceTimeoutMs),
/* harmony export */   fE: () => (/* binding */ databaseTimeoutMs)
/* harmony export */ });
/** Deadlines of steps, in milliseconds, where neither input nor configuration says one. AWS CodeDeploy gives each lifecycle event an hour. */
const codeTimeoutMs = 30 * 60_000;
const serviceTimeoutMs = 10 * 60_000;
const databaseTimeoutMs = 60 * 60_000;


/***/ }),

/***/ 24685:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ fingerprintBehindFence),
/* harmony export */   i: () => (/* binding */ proveNoWrites)
/* harmony export */ });
/* harmony import */ var _deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(87441);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14060);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);




/** How long users may be kept behind the fence for the proof, in milliseconds; a larger database goes without, and a loss must be accepted then. */
const fingerprintMs = 10_000;
/** What stands in the databases that have a restore point, while nobody outside can write. Never fails a gate: without it there is only less proof. */
async function fingerprintBehindFence(session) {
    const { context, deployment } = session;
    const points = deployment?.evidence('restore-point')?.points;
    if (deployment === undefined || points === undefined || !(0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .isFenced */ .i3)(deployment.records))
        return undefined;
    try {
        const job = deployment.job('gate', fingerprintMs);
        return Object.fromEntries(await Promise.all(Object.keys(points).map(async (name) => [name, await (await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .databaseOf */ .zJ)(context, name)).fingerprint(job)])));
    }
    catch (error) {
        context.log.info(`What stands in the databases could not be read within ${fingerprintMs / 1000} s, so it cannot be proven later that nothing was written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .messageOf */ .b)(error)}`);
        return undefined;
    }
}
/**
 * Did users write anything since they were let in? Answers only from proof: the writers are stopped again, and each table is compared with what
 * was seen behind the fence. Without both nobody knows.
 */
async function proveNoWrites(session, records, database) {
    const { context, deployment } = session;
    const before = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .findEvidence */ .H)(records, 'gate')?.fingerprints?.[database];
    const opened = records.findLastIndex(record => record.type === 'intent' && record.step === 'open');
    const stopped = records.findLastIndex(record => record.type === 'evidence' && record.step === 'fence');
    if (before === undefined || stopped < opened || deployment === undefined || context.dryRun)
        return 'unknown';
    const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .databaseOf */ .zJ)(context, database);
    return engine.changesSince(deployment.job('rollback', 10 * 60_000), before);
}


/***/ })

};
;