import { describe, expect, test } from '@jest/globals'
import { compareSchemas, type SchemaObject } from './schema-objects.ts'

const object = (kind: SchemaObject['kind'], table: string, name: string, definition = ''): SchemaObject => ({
  kind,
  table,
  name,
  definition
})
const orders = [
  object('table', 'public.orders', '', 'r p'),
  object('column', 'public.orders', 'id', 'bigint NOT NULL numbers itself'),
  object('column', 'public.orders', 'note', 'text'),
  object('constraint', 'public.orders', 'orders_pkey', 'PRIMARY KEY (id)')
]

describe('two schemas', () => {
  test('are equal in any order', () => {
    expect(compareSchemas(orders, [...orders].reverse())).toEqual({ differences: [], tolerated: [] })
  })

  test('differ in a column, which both sides are told of', () => {
    const changed = orders.map(each => (each.name === 'note' ? { ...each, definition: 'varchar(20)' } : each))
    expect(compareSchemas(orders, changed).differences).toEqual([
      'only the live database has column public.orders.note: text',
      'only the new migrations make column public.orders.note: varchar(20)'
    ])
  })

  test('a table that is missing is said once', () => {
    expect(compareSchemas(orders, []).differences).toEqual(['only the live database has table public.orders'])
    expect(compareSchemas([], orders).differences).toEqual(['only the new migrations make table public.orders'])
    expect(compareSchemas(orders, [], ['orders']).differences).toEqual([])
  })

  test.each<[string, string, boolean]>([
    ['orders_note_5f2a9b1c_like', 'orders_note_0a1b2c3d_like', true],
    ['orders_customer_id_1234abcd_fk_customers_id', 'orders_client_id_9876fedc_fk_customers_id', true],
    ['orders_pkey', 'purchase_pkey', true],
    ['unique_order_number', 'orders_number_5f2a9b1c_uniq', false],
    ['by_number', 'by_no', false]
  ])('a name that nobody gave does not count: %s and %s', (live, fresh, tolerated) => {
    const index = (name: string) => object('index', 'public.orders', name, 'CREATE INDEX ON public.orders USING btree (note)')
    const { differences, tolerated: told } = compareSchemas([...orders, index(live)], [...orders, index(fresh)])
    expect(differences.length).toBe(tolerated ? 0 : 2)
    expect(told.length).toBe(tolerated ? 1 : 0)
  })

  test('of two indexes that are alike one that is missing is still missed', () => {
    const index = (name: string) => object('index', 'public.orders', name, 'CREATE INDEX ON public.orders USING btree (note)')
    const two = [...orders, index('orders_a_11111111'), index('orders_b_22222222')]
    expect(compareSchemas(two, [...orders, index('orders_c_33333333')]).differences).toEqual([
      'only the live database has index public.orders.orders_b_22222222: CREATE INDEX ON public.orders USING btree (note)'
    ])
  })
})
