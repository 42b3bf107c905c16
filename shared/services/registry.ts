import type { ServiceConfig } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import type { Service, ServiceManager } from './manager.ts'
import { processManager } from './process.ts'
import { systemd, unitName } from './systemd.ts'

/** Every manager, one line each. */
export const managers: readonly ServiceManager[] = [systemd, processManager]

/** A service of the configuration, with the manager that keeps it. Errors: UserError for a name that no manager takes. */
export function serviceOf(config: ServiceConfig): Service {
  const common = { writes: config.writes, stableForMs: config['stable-for'] }
  if ('systemd' in config) {
    if (!unitName.test(config.systemd)) {
      throw new UserError(
        `${JSON.stringify(config.systemd)} cannot be the name of a systemd unit: letters, digits and : _ . @ \\ - only, not beginning with a dash.`
      )
    }
    return { ...common, manager: systemd, name: config.systemd, reload: config.reload }
  }
  const { name, run, env, 'env-file': envFile } = config.process
  return { ...common, manager: processManager, name, reload: false, process: { run, env, envFile } }
}
