require('./index.js').main('belay')
