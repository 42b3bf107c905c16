import { connectEarly } from '../shared/action/early-host.ts'
import { atMost, loginMs, turn } from '../shared/action/turn.ts'

/**
 * What a stub in `dist/` calls. The way to the host and the code for what is done there take a tenth of a second each, so the way comes first: while the server
 * works on the login, the code is loaded.
 */
export async function main(name: string): Promise<void> {
  const early = await connectEarly(process.env)
  try {
    if (early !== undefined) await atMost(loginMs, early.login)
    const { actions } = await import('./index.ts')
    await turn()
    const action = actions.find(each => each.definition.name === name)
    if (action === undefined) throw new Error(`There is no action ${name}`)
    await action.start(early)
  } finally {
    await early?.host.close()
  }
}

/** The post step of every action. */
export async function post(): Promise<void> {
  const { runPost } = await import('../shared/action/post.ts')
  await runPost()
}
