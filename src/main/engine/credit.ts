/** Bytes of letters between the wire and the store: reserved before fetching, given back after the commit. */
export interface Credit {
  /** Waits until `bytes` fit; a single letter larger than the whole credit goes alone. Answers the release. */
  reserve(bytes: number): Promise<() => void>
}

export function createCredit(total: number): Credit {
  let used = 0
  const waiting: { bytes: number; go: () => void }[] = []

  function take(bytes: number): () => void {
    used += bytes
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      used -= bytes
      while (waiting.length && fits(waiting[0]!.bytes)) waiting.shift()!.go()
    }
  }
  const fits = (bytes: number) => used === 0 || used + bytes <= total

  return {
    reserve(bytes) {
      if (!waiting.length && fits(bytes)) return Promise.resolve(take(bytes))
      return new Promise((resolve) => waiting.push({ bytes, go: () => resolve(take(bytes)) }))
    },
  }
}
