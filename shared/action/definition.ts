import * as z from 'zod'

/**
 * One action: its inputs and outputs with a description each. action.yml, the README's tables and every error come from here
 * (`npm run generate`; CI fails on drift).
 */
export interface ActionDefinition<Inputs extends InputShape = InputShape> {
  /** Folder under `actions/`; `belay` is the root action. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly branding: { readonly icon: string; readonly color: string }
  readonly inputs: Inputs
  /** Name -> what it says. Set on failure too, as far as they are known. */
  readonly outputs: Readonly<Record<string, string>>
}

export type InputShape = Readonly<Record<string, Input>>

export interface Input<T = unknown> {
  readonly schema: z.ZodType<T>
  readonly description: string
  /** Text as it stands in action.yml; an input with a default is never unset, so what the configuration can say has none. */
  readonly default?: string | undefined
  readonly required: boolean
  /** The value is masked before the first line of the log. */
  readonly secret: boolean
  /** What may be given, for people. */
  readonly allowed?: string | undefined
  /** The input whose short name this is: its value is that one's. */
  readonly means?: string | undefined
}

export type InputValues<Shape extends InputShape> = { readonly [Name in keyof Shape]: Shape[Name] extends Input<infer T> ? T : never }

interface Options {
  readonly default?: string
  readonly required?: true
}

function input<T, R extends Options>(
  schema: z.ZodType<T>,
  description: string,
  options: R | undefined,
  extra?: { secret?: boolean; allowed?: string }
): Input<R extends { default: string } | { required: true } ? T : T | undefined> {
  const needed = options?.required === true || options?.default !== undefined
  return {
    // `''` is how GitHub says that an input was not given.
    schema: (needed ? schema : schema.optional()) as z.ZodType<never>,
    description,
    default: options?.default,
    required: options?.required === true,
    secret: extra?.secret ?? false,
    allowed: extra?.allowed
  }
}

/** One line or several of free text. */
export function text<R extends Options = Options>(description: string, options?: R) {
  return input(z.string(), description, options)
}

/** Text that the log never shows. */
export function secret<R extends Options = Options>(description: string, options?: R) {
  return input(z.string(), description, options, { secret: true })
}

/** A short name of an input, in an action that has nothing else of that name. */
export function shortFor(name: string, named: Input<string | undefined>): Input<undefined> {
  return { ...(named as Input<undefined>), description: `Short for \`${name}\`.`, means: name }
}

/** One of some words. */
export function choice<const Words extends readonly [string, ...string[]], R extends Options = Options>(
  words: Words,
  description: string,
  options?: R
) {
  return input(z.enum(words), description, options, { allowed: words.map(word => `\`${word}\``).join(', ') })
}

/** `true` or `false`, nothing else: a misspelt `ture` is an error and not a no. */
export function toggle<R extends Options = Options>(description: string, options?: R) {
  return input(z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'insensitive' }), description, options, {
    allowed: '`true`, `false`'
  })
}

/** Text that a schema of the configuration reads: a duration, a size, a number. */
export function parsed<T, R extends Options = Options>(schema: z.ZodType<T>, allowed: string, description: string, options?: R) {
  return input(schema, description, options, { allowed })
}

/** A whole number in a range. */
export function integer<R extends Options = Options>(min: number, max: number, description: string, options?: R) {
  return input(z.string().regex(/^\d+$/, 'not a whole number').transform(Number).pipe(z.number().min(min).max(max)), description, options, {
    allowed: `${min} to ${max}`
  })
}

/** Major and minor version of a framework: `5.2`, or `5.2.4` of which the rest does not matter. */
export function frameworkVersion<R extends Options = Options>(description: string, options?: R) {
  const schema = z
    .string()
    .regex(/^\d{1,4}\.\d{1,4}([.abrc\d]*)$/, 'not a version')
    .transform((text): readonly [number, number] => [Number(text.split('.')[0]), Number.parseInt(text.split('.')[1]!, 10)])
  return input(schema, description, options, { allowed: 'a version like `5.2` or `5.2.4`' })
}

/** Lines, or words separated by commas. */
export function list<R extends Options = Options>(description: string, options?: R) {
  return input(
    z.string().transform(value =>
      value
        .split(/[\n,]/)
        .map(each => each.trim())
        .filter(each => each !== '')
    ),
    description,
    options,
    { allowed: 'one per line, or separated by commas' }
  )
}
