// The parts of ssh2 that a client needs, by their files: its index also loads a server and agents for HTTP, which cost 10 ms of every start.
declare module 'ssh2/lib/client.js' {
  import { Client } from 'ssh2'
  export default Client
}

declare module 'ssh2/lib/protocol/keyParser.js' {
  import { utils } from 'ssh2'

  const parts: { readonly parseKey: typeof utils.parseKey }
  export default parts
}
