import type { CheckConfig } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { wrongJson } from '../expect/json.ts'
import { sh } from '../host/shell.ts'
import type { Sample } from './measurement.ts'
import type { ScriptProbe } from './probe.ts'

type HttpCheck = Extract<CheckConfig, { http: string }>

/** Bytes of an answer that are looked at. */
const BODY = 64 * 1024
/** KiB of an answer that are received; what is longer is no answer of a health check. */
const LONGEST_KIB = 8192
/** Bytes of different bodies that one check brings back in a round; then it sends no more requests. */
const BODIES = 1024 * 1024

/** curl on the host itself: no redirect is followed, no proxy used, no ~/.curlrc read; address and headers go in on stdin. */
export const http: ScriptProbe<HttpCheck> = {
  kind: 'http',
  accepts: (check): check is HttpCheck => 'http' in check,
  budgetMs: (check, { graceMs, requests }) => graceMs + check.timeout + (requests === 1 ? 0 : Math.max(30_000, check.timeout)),
  script(check, { graceMs, requests }) {
    const budget = Math.ceil(requests === 1 ? check.timeout : Math.max(30_000, check.timeout))
    return `command -v curl > /dev/null || { echo unable; exit; }
trap '' XFSZ; ulimit -f ${LONGEST_KIB}
config=${sh`${curlConfig(check)}`}
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
done`
  },
  read(check, records) {
    if (records[0] === 'unable') return { unable: 'curl is not installed: install it on the host (apt-get install curl)' }
    const samples: Sample[] = []
    let answer: { code: number; status: number; seconds: number; redirect: string; error: string; body: string } | undefined
    let last = ''
    const flush = () => answer && samples.push(judge(check, answer))
    for (const record of records) {
      const [word = '', ...rest] = record.split(' ')
      if (word === 'answer') {
        flush()
        answer = {
          code: Number(rest[0]),
          status: Number(rest[1]),
          seconds: Number(rest[2]),
          redirect: rest.slice(3).join(' '),
          error: '',
          body: ''
        }
      } else if (answer && word === 'error') answer.error = rest.join(' ').trim()
      else if (answer && word === 'same') answer.body = last
      else if (answer && word === 'body') answer.body = last = Buffer.from(rest.join(''), 'base64').toString()
    }
    flush()
    return samples
  },
  async fallback(check, options) {
    const samples: Sample[] = []
    const end = performance.now() + options.graceMs
    let sample = await fetchOnce(check)
    while (sample.outcome === 'no-answer' && performance.now() < end) {
      await new Promise(resolve => setTimeout(resolve, 100))
      sample = await fetchOnce(check)
    }
    samples.push(sample)
    const last = performance.now() + Math.max(30_000, check.timeout)
    while (samples.length < options.requests && performance.now() < last) samples.push(await fetchOnce(check))
    return samples
  }
}

function curlConfig(check: HttpCheck): string {
  const seconds = (check.timeout / 1000).toFixed(3)
  const word = (value: string) => {
    if (/[\0-\x1f\x7f]/.test(value)) throw new UserError(`The address or a header of the check ${check.http} holds a control character.`)
    return `"${value.replace(/[\\"]/g, '\\$&')}"`
  }
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
  ].join('\n')
}

interface Answer {
  /** Exit code of curl. */
  readonly code: number
  readonly status: number
  readonly seconds: number
  readonly redirect: string
  readonly error: string
  readonly body: string
}

function judge(check: HttpCheck, answer: Answer): Sample {
  if (answer.code !== 0) {
    const why: Record<number, string> = {
      6: 'the name has no address',
      7: 'the connection was refused',
      18: 'the answer was cut off',
      23: `the answer is longer than ${LONGEST_KIB / 1024} MiB, or could not be stored`,
      28: `no answer within ${check.timeout} ms`,
      52: 'the connection was closed without an answer',
      56: 'the answer was cut off'
    }
    return { outcome: 'no-answer', reason: why[answer.code] ?? `curl ended with ${answer.code}: ${answer.error}` }
  }
  const ms = answer.seconds * 1000
  const reason = wrong(check, answer.status, answer.body, answer.redirect)
  return reason === undefined ? { outcome: 'ok', ms } : { outcome: 'wrong', reason, ms }
}

/** Pure: what is wrong with an answer; undefined when nothing is. */
export function wrong(check: HttpCheck, status: number, body: string, redirect: string): string | undefined {
  const { expect } = check
  const statuses = Array.isArray(expect.status) ? expect.status : [expect.status]
  if (!statuses.includes(status)) {
    return `expected status ${statuses.join(' or ')}, got ${status}${redirect === '' ? '' : ` (to ${redirect.slice(0, 200)})`}`
  }
  if (expect.body !== undefined && !body.includes(expect.body))
    return `expected a body with ${JSON.stringify(expect.body)}, and it is not there`
  return expect.json === undefined ? undefined : wrongJson(body, expect.json)
}

async function fetchOnce(check: HttpCheck): Promise<Sample> {
  const start = performance.now()
  try {
    const response = await fetch(check.http, { headers: check.headers, redirect: 'manual', signal: AbortSignal.timeout(check.timeout) })
    let [bytes, chunks]: [number, Uint8Array[]] = [0, []]
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).length
      if (bytes > LONGEST_KIB * 1024) return { outcome: 'no-answer', reason: `the answer is longer than ${LONGEST_KIB / 1024} MiB` }
      chunks = bytes - (chunk as Uint8Array).length < BODY ? [...chunks, chunk as Uint8Array] : chunks
    }
    const ms = performance.now() - start
    const body = Buffer.concat(chunks).subarray(0, BODY).toString()
    const reason = wrong(check, response.status, body, response.headers.get('location') ?? '')
    return reason === undefined ? { outcome: 'ok', ms } : { outcome: 'wrong', reason, ms }
  } catch (error) {
    if ((error as Error | undefined)?.name === 'TimeoutError')
      return { outcome: 'no-answer', reason: `no answer within ${check.timeout} ms` }
    const cause = (error as { cause?: { code?: string; message?: string } }).cause
    const refused = cause?.code === 'ECONNREFUSED' ? 'the connection was refused' : undefined
    return { outcome: 'no-answer', reason: refused ?? `the answer was cut off or never came: ${cause?.message ?? String(error)}` }
  }
}
