// Concurrency groups: one running, one pending; a newer one takes the pending one's place.

interface Member {
  cancel(): void
  admit(admitted: boolean): void
}

export class Groups {
  readonly #groups = new Map<string, { running: Member; pending?: Member }>()

  /** Resolves to a release function, or to undefined when a newer member took the place. `aborted` gives up waiting. */
  enter(
    name: string,
    cancelInProgress: boolean,
    cancel: () => void,
    aborted?: (leave: () => void) => void
  ): Promise<(() => void) | undefined> {
    const key = name.toLowerCase()
    return new Promise(resolve => {
      const member: Member = { cancel, admit: admitted => resolve(admitted ? () => this.#leave(key, member) : undefined) }
      const group = this.#groups.get(key)
      if (!group) {
        this.#groups.set(key, { running: member })
        return member.admit(true)
      }
      group.pending?.admit(false)
      group.pending = member
      aborted?.(() => {
        if (group.pending !== member) return
        delete group.pending
        member.admit(false)
      })
      if (cancelInProgress) group.running.cancel()
    })
  }

  #leave(key: string, member: Member): void {
    const group = this.#groups.get(key)
    if (group?.running !== member) return
    if (!group.pending) return void this.#groups.delete(key)
    group.running = group.pending
    delete group.pending
    group.running.admit(true)
  }
}
