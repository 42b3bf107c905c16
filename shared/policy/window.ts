/** When a deployment may start. Times are wall-clock times of the window's own zone. */
export interface Window {
  /** IANA name. */
  readonly zone: string
  /** `Sat 02:00-06:00`; an end before the start is on the next day. */
  readonly open: readonly string[]
  /** Milliseconds that a deployment takes. */
  readonly expected: number
  /** Milliseconds kept for a rollback before the window closes. */
  readonly 'rollback-reserve': number
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const week = 7 * 24 * 60

/** undefined: the window is open long enough. Otherwise why not, in a sentence. */
export function outsideWindow(window: Window, now: Date): string | undefined {
  const minute = minuteOfWeek(now, window.zone)
  const needed = Math.ceil((window.expected + window['rollback-reserve']) / 60_000)
  let left: number | undefined
  for (const text of window.open) {
    const [, day, h1, m1, h2, m2] = /^(\w{3}) (\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(text)!
    const start = days.indexOf(day!) * 1440 + Number(h1) * 60 + Number(m1)
    const length = (Number(h2) * 60 + Number(m2) - (Number(h1) * 60 + Number(m1)) + 1440) % 1440 || 1440
    const since = (minute - start + week) % week
    if (since < length) left = Math.max(left ?? 0, length - since)
  }
  if (left === undefined) return `it is ${local(now, window.zone)}, and the window is open ${window.open.join(', ')} (${window.zone})`
  if (left < needed) return `the window closes in ${left} min, and a deployment with its rollback reserve needs ${needed} min`
  return undefined
}

function minuteOfWeek(now: Date, zone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      .formatToParts(now)
      .map(part => [part.type, part.value])
  )
  return days.indexOf(parts['weekday']!) * 1440 + Number(parts['hour']) * 60 + Number(parts['minute'])
}

function local(now: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23'
  }).format(now)
}
