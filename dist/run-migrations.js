require('./index.js').main('run-migrations')
