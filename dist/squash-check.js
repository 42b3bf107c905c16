require('./index.js').main('squash-check')
