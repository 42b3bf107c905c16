require('./index.js').main('backup-db')
