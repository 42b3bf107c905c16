import type { Body } from '../../shared/action/main.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = async () => {}
