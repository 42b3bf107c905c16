require('./index.js').main('deploy-code')
