/** Without \\Recent: it belongs to a session, not to a letter. */
export function flagsOf({ flags }: { flags?: Set<string> | undefined }): string[] {
  return [...(flags ?? [])].filter((flag) => flag !== '\\Recent')
}
