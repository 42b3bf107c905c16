import { describe } from '@jest/globals'
import { FakeClock } from '../fake-ports.ts'
import { FakeStore } from './fake-store.ts'
import { storeContract } from './store-contract.ts'

describe('FakeStore', () => {
  storeContract(async () => {
    const store = new FakeStore(new FakeClock())
    return {
      store,
      runJob: async id => {
        store.runningJobs.add(id)
        return async () => void store.runningJobs.delete(id)
      }
    }
  })
})
