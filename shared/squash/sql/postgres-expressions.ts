/** Nodes of libpg_query's tree: an object with the node's type as its one key. */
// biome-ignore lint/suspicious/noExplicitAny: the tree comes from a parser that has hundreds of types, and every access here bears a missing part
export type Node = any

/** Functions of PostgreSQL that give one value in one statement (immutable or stable), and need no more than their arguments. */
const stable = new Set(
  'now transaction_timestamp statement_timestamp current_setting timezone lower upper length char_length btrim ltrim rtrim trim substring substr replace concat concat_ws format left right lpad rpad repeat reverse md5 sha256 sha512 encode decode convert_to convert_from to_char to_date to_number to_timestamp date_trunc date_part extract make_date make_time make_timestamp make_timestamptz make_interval age abs ceil ceiling floor round sign sqrt power mod greatest least coalesce nullif array_append array_prepend array_cat array_fill string_to_array array_to_string cardinality jsonb_build_object json_build_object jsonb_build_array json_build_array to_json to_jsonb jsonb_set row_to_json txid_current pg_current_xact_id current_database current_schema version inet_client_addr inet_server_addr pg_backend_pid int4range int8range numrange tsrange tstzrange daterange to_tsvector to_tsquery ascii chr initcap position split_part regexp_replace starts_with hashtext bit_length octet_length num_nonnulls quote_literal quote_ident like_escape overlay'.split(
    ' '
  )
)

/** Functions that give another value for every row; those of uuid-ossp and pgcrypto too. */
const volatile = new Set(
  'random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 gen_random_bytes gen_salt clock_timestamp timeofday nextval setval currval lastval setseed pg_sleep'.split(
    ' '
  )
)

/** Functions that a SELECT may call without changing the schema or the rows of a table. */
const harmless = new Set(
  'set_config pg_advisory_lock pg_advisory_xact_lock pg_advisory_unlock pg_try_advisory_lock pg_try_advisory_xact_lock pg_sleep setval nextval currval lastval pg_get_serial_sequence count max min sum avg array_agg string_agg bool_and bool_or every json_agg jsonb_agg to_regclass to_regtype to_regproc pg_relation_size pg_total_relation_size pg_size_pretty row_number rank dense_rank generate_series unnest random clock_timestamp gen_random_uuid'.split(
    ' '
  )
)

export type Volatility = 'stable' | 'volatile' | undefined

/** Whether PostgreSQL computes an expression once for all rows or for each of them; undefined: it holds something that is not known here. */
export function volatilityOf(node: Node): Volatility {
  if (node === undefined || node === null) return 'stable'
  const [type, body] = (Object.entries(node)[0] ?? ['', {}]) as [string, Node]
  switch (type) {
    case 'A_Const':
    case 'SQLValueFunction':
    case 'String':
    case 'Integer':
      return 'stable'
    case 'TypeCast':
    case 'CollateClause':
    case 'A_Indirection':
    case 'NamedArgExpr':
    case 'NullTest':
    case 'BooleanTest':
      return volatilityOf(body.arg)
    case 'A_Expr':
      return join([body.lexpr, body.rexpr])
    case 'BoolExpr':
    case 'CoalesceExpr':
    case 'MinMaxExpr':
    case 'RowExpr':
      return join(body.args)
    case 'A_ArrayExpr':
      return join(body.elements)
    case 'List':
      return join(body.items)
    case 'CaseExpr':
      return join([body.arg, body.defresult, ...(body.args ?? []).flatMap((each: Node) => [each.CaseWhen?.expr, each.CaseWhen?.result])])
    case 'FuncCall': {
      const { schema, name } = functionName(body)
      const args = join(body.args)
      if (volatile.has(name)) return 'volatile'
      return (schema === undefined || schema === 'pg_catalog') && stable.has(name) ? args : undefined
    }
    default:
      return undefined
  }
}

function join(nodes: readonly Node[] | undefined): Volatility {
  const all = (nodes ?? []).map(volatilityOf)
  return all.includes('volatile') ? 'volatile' : all.includes(undefined) ? undefined : 'stable'
}

export function functionName(call: Node): { schema: string | undefined; name: string } {
  const names: string[] = (call.funcname ?? []).map((part: Node) => part.String?.sval ?? '')
  return { schema: names.at(-2), name: names.at(-1) ?? '' }
}

/** A function within a query whose effect is not known here, by name. */
export function unknownFunction(node: Node): string | undefined {
  if (Array.isArray(node)) {
    for (const each of node) {
      const found = unknownFunction(each)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (typeof node !== 'object' || node === null) return undefined
  for (const [key, value] of Object.entries(node)) {
    if (key === 'FuncCall') {
      const { schema, name } = functionName(value)
      const isOwn = schema !== undefined && schema !== 'pg_catalog'
      if (isOwn || !(stable.has(name) || harmless.has(name))) return schema === undefined ? name : `${schema}.${name}`
    }
    const found = unknownFunction(value)
    if (found !== undefined) return found
  }
  return undefined
}

/** The name of a type as people write it, lower case: `varchar(20)`, `timestamptz`, `text[]`. undefined: it cannot be told. */
export function typeText(type: Node): string | undefined {
  const names: string[] = (type?.names ?? []).map((part: Node) => part.String?.sval ?? '')
  const last = names.at(-1)
  if (last === undefined) return undefined
  const usual: Record<string, string> = {
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    float4: 'real',
    float8: 'double precision',
    bool: 'boolean',
    bpchar: 'char'
  }
  const schema = names.length > 1 && names[0] !== 'pg_catalog' ? `${names[0]}.` : ''
  const modifiers = (type.typmods ?? []).map((each: Node) => each.A_Const?.ival?.ival ?? (each.A_Const?.ival ? 0 : undefined))
  const ofInterval = last === 'interval' || modifiers.includes(undefined)
  const suffix = modifiers.length === 0 || ofInterval ? '' : `(${modifiers.join(',')})`
  return `${schema}${usual[last] ?? last}${suffix}${'[]'.repeat(type.arrayBounds?.length ?? 0)}`
}
