require('./index.js').main('restart-service')
