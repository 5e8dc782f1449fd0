/** Which rows of a list are picked, and from which one a range begins. */
export class Picks<Id extends number> {
  ids: ReadonlySet<Id> = $state.raw(new Set())
  #anchor: Id | null = null

  has(id: Id): boolean {
    return this.ids.has(id)
  }

  /** Picks or unpicks a row; a range is everything from the last picked row to this one. */
  pick(rows: readonly { id: Id }[], id: Id, isRange: boolean): void {
    const next = new Set(this.ids)
    const from = rows.findIndex((row) => row.id === this.#anchor)
    const to = rows.findIndex((row) => row.id === id)
    if (isRange && from !== -1 && to !== -1)
      for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id)
    else if (!next.delete(id)) next.add(id)
    this.#anchor = id
    this.ids = next
  }

  all(rows: readonly { id: Id }[]): void {
    this.ids = new Set(rows.map((row) => row.id))
  }

  clear(): void {
    this.ids = new Set()
  }

  /** Rows that left the list are picked no more. */
  keep(rows: readonly { id: Id }[]): void {
    if (this.ids.size === 0) return
    const here = new Set(rows.map((row) => row.id))
    const left = [...this.ids].filter((id) => here.has(id))
    if (left.length < this.ids.size) this.ids = new Set(left)
  }
}
