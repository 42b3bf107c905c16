require('./index.js').main('notify')
