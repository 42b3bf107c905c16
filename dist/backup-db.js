if (process.env.RUNNER_TEMP) require('node:module').enableCompileCache?.(require('node:path').join(process.env.RUNNER_TEMP, 'belay-compile-cache'))
require('./index.js').main('backup-db')
