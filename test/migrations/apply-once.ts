// A run of its own, to be killed: applies the migrations of one release and prints what it did.
import { connect, djangoOn, stateDir } from './fixture.ts'

const { reach, releasePath, prefix, before } = JSON.parse(process.argv[2] ?? '')
const host = connect(reach)
const job = { stateDir, idPrefix: prefix, timeoutMs: 120_000, onOutput: (text: string) => void process.stdout.write(text) }
console.log(JSON.stringify(await djangoOn(host, reach, releasePath).apply(job, before)))
await host.close()
