require('./index.js').main('health-gate')
