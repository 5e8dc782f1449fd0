export type Sort<Order extends string> = { order: Order; desc: boolean }

const key = (table: string) => `golub.people.${table}.sort`

/** The order that a table was left in. */
export function keptSort<Order extends string>(table: string, standard: Sort<Order>): Sort<Order> {
  const [order, way] = (localStorage.getItem(key(table)) ?? '').split(' ')
  // Written by `keepSort` only, with an order of the same table.
  return order ? { order: order as Order, desc: way === 'desc' } : standard
}

export function keepSort<Order extends string>(table: string, { order, desc }: Sort<Order>): void {
  localStorage.setItem(key(table), `${order} ${desc ? 'desc' : 'asc'}`)
}
