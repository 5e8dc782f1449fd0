/** The command line of the README for the folder that this office lies in; quoting works in sh, cmd and PowerShell. */
export function commandLine(words: string, dataFile: string): string {
  return `npm run golub -- ${words} --data "${folderOf(dataFile)}"`
}

/** "/home/irina/.local/share/golub" of the file in it; a Windows path keeps its own slashes. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))) || file
}

export function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}

/** "golub-2026-11-21.sqlite": a copy is named after its day. */
export function copyName(now: number): string {
  const day = new Date(now)
  const two = (n: number) => String(n).padStart(2, '0')
  return `golub-${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}.sqlite`
}
