import * as core from '@actions/core'
import type { Log, Place } from '../ports.ts'

/** The log of a workflow run: groups, annotations and masks by workflow commands. */
export const actionLog: Log = {
  info: core.info,
  debug: core.debug,
  warning: (message, place) => core.warning(message, annotation(place)),
  error: (message, place) => core.error(message, annotation(place)),
  notice: (message, place) => core.notice(message, annotation(place)),
  group: core.group,
  mask: core.setSecret
}

function annotation(place: Place | undefined): core.AnnotationProperties {
  if (place === undefined) return {}
  return Object.fromEntries(
    Object.entries({ title: place.title, file: place.file, startLine: place.line, startColumn: place.column }).filter(
      ([, value]) => value !== undefined
    )
  )
}
