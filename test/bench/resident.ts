// Loaded before the program: writes down the most bytes that it had in memory.
import { writeFileSync } from 'node:fs'

process.on('exit', () => writeFileSync(process.env['RESIDENT_TO']!, String(process.resourceUsage().maxRSS * 1024)))
