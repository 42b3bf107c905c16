// Machines by hand: node test/bed/cli.ts image | up [--name N] [--unit U]... [--linger] | list | down CONTAINER | sweep | stop-daemon
import { parseArgs } from 'node:util'
import { findDocker, stopDaemon } from './docker.ts'
import { bootHost, destroyByName, listHosts, quote, removeLeftovers } from './host.ts'
import { debian, ensureImage } from './image.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string' }, unit: { type: 'string', multiple: true }, linger: { type: 'boolean' } }
})
const [command, container] = positionals

switch (command) {
  case 'image': {
    const docker = await findDocker()
    console.log(`export DOCKER_HOST=${docker.address}\n# image ${await ensureImage(docker, debian)}`)
    break
  }
  case 'up': {
    const host = await bootHost({ ...values, units: values.unit, keep: true })
    console.log(`# ${host.container}: ${host.url}; host keys in ${host.knownHostsFile}\nssh ${host.sshArguments().map(quote).join(' ')}`)
    break
  }
  case 'list':
    for (const host of await listHosts()) console.log(`${host.container}\t${host.owner}`)
    break
  case 'down':
    if (!container) throw new Error('down: name the container (see list)')
    await destroyByName(container)
    break
  case 'sweep':
    console.log((await removeLeftovers()).join('\n') || 'nothing was left behind')
    break
  case 'stop-daemon':
    console.log((await stopDaemon()) ? 'stopped' : 'no private daemon runs')
    break
  default:
    throw new Error(`unknown command ${command ?? ''}: image | up | list | down | sweep | stop-daemon`)
}
