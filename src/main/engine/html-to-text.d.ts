// The library comes without types: only what is used here.
declare module 'html-to-text' {
  interface Element {
    name: string
    attribs: Record<string, string | undefined>
    children: unknown[]
  }
  type Walk = (children: unknown[], builder: Builder) => void
  type Formatter = (element: Element, walk: Walk, builder: Builder, options: Record<string, unknown>) => void
  interface Builder {
    options: { formatters: Record<string, Formatter | undefined> }
    addInline(text: string): void
  }
  export function convert(
    html: string,
    options: {
      wordwrap: false
      selectors: { selector: string; format?: string; options?: Record<string, unknown> }[]
      formatters: Record<string, Formatter>
    },
  ): string
}
