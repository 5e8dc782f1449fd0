import { existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Stop } from './stop.ts'

/** Where everything of one installation lies. */
export interface Place {
  /** The data folder: the office's file, its copies, the lock and the control socket. */
  folder: string
  /** `golub.sqlite`: the office. */
  file: string
  /** Outside the data folder: a copy of the folder alone opens no mailbox. Ends with the key's name, or null: named by the installation. */
  keyFile: string | null
  keyFolder: string
}

/**
 * Makes a folder for its owner only, with what is missing above it, one after the other: asked for all at once Node turns in
 * circles where a system makes no folders, and says of a disk that is only read that there is no such file.
 */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another start made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Stop('no-folder', { folder })
    throw error
  }
}

export interface Surroundings {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  home: string
}

const HERE: Surroundings = { platform: process.platform, env: process.env, home: homedir() }

/** `data` null takes the platform's folder; the sample office lives in a folder of its own inside it. */
export function placeOf(data: string | null, isSample: boolean, here: Surroundings = HERE): Place {
  const office = data === null ? standardFolder(here) : resolve(data)
  const folder = isSample ? sampleIn(office) : office
  const keyFolder = configFolder(here)
  const isStandard = data === null && !isSample
  return { folder, file: join(folder, 'golub.sqlite'), keyFolder, keyFile: isStandard ? join(keyFolder, 'key') : null }
}

/** Where the sample office lies, beside the office of this folder. */
export const sampleIn = (folder: string) => join(folder, 'golub-sample')

function standardFolder({ platform, env, home }: Surroundings): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Golub')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Golub')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'golub')
}

function configFolder({ platform, env, home }: Surroundings): string {
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Golub')
  if (platform === 'darwin') return join(home, 'Library', 'Preferences', 'Golub')
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'golub')
}

const NETWORK_TYPES =
  /^(nfs\d?|cifs|smb\d?|smbfs|afs|afpfs|ncpfs|davfs|webdav|ceph|glusterfs|fuse\.(sshfs|rclone|davfs2?|glusterfs|curlftpfs|smbnetfs))$/

/**
 * The kind of network share that a folder lies on, or null. SQLite's locks do not hold there: two programs would write
 * one file and destroy it.
 */
export function networkShareOf(folder: string, platform = process.platform, mounts = mountTable): string | null {
  if (platform === 'win32') {
    // A mapped drive letter becomes its UNC path here.
    const real = realPathOf(folder)
    return /^(\\\\|\/\/)(?![?.][\\/](?!UNC))/i.test(real) ? 'UNC' : null
  }
  const real = realPathOf(folder)
  const mount = mounts()
    .filter((one) => real === one.at || real.startsWith(one.at.endsWith('/') ? one.at : `${one.at}/`))
    .sort((a, b) => b.at.length - a.at.length)[0]
  return mount && NETWORK_TYPES.test(mount.type) ? mount.type : null
}

function mountTable(): { at: string; type: string }[] {
  if (!existsSync('/proc/mounts')) return []
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, at = '', type = '']) => ({
      at: at.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8))),
      type,
    }))
}

// The folder may not exist yet: its nearest parent decides.
function realPathOf(folder: string): string {
  for (let path = resolve(folder); ; path = dirname(path)) {
    if (existsSync(path)) return realpathSync.native(path)
    if (dirname(path) === path) return path
  }
}
