import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Serves the built renderer. Answers false when there is no such file. */
export async function serveAsset(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const file = fileOf(folder, path === '/' ? '/index.html' : path)
  if (file === null) return false
  const known = await stat(file).catch(() => null)
  if (!known?.isFile()) return false
  response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
  if (file.endsWith('.html')) {
    await servePage(file, request, response)
    return true
  }
  response.setHeader('Content-Length', known.size)
  // The build names its files by their hash.
  const isNamedByHash = /[-.][\w-]{8,}\.\w+$/.test(file)
  response.setHeader('Cache-Control', isNamedByHash ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file), response).catch(ignoreClosed)
  return true
}

/** The page itself may change under its name. */
async function servePage(file: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const page = await readFile(file)
  response.setHeader('Content-Length', page.length)
  response.setHeader('Cache-Control', 'no-cache')
  response.setHeader('Content-Security-Policy', pagePolicy(request.headers.host ?? '', inlineScripts(page.toString())))
  response.end(request.method === 'HEAD' ? undefined : page)
}

/** Sources for the policy: the page's own inline scripts by their hashes, so that no other one may run. */
function inlineScripts(page: string): string[] {
  return [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
}

/**
 * Scripts only from us. Inline styles are what letters and their editor are made of; letter frames inherit this and add
 * their own, stricter one. The socket is named since some browsers do not count it as 'self'.
 */
function pagePolicy(host: string, scripts: readonly string[]): string {
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ws://${host} wss://${host}`,
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function fileOf(folder: string, path: string): string | null {
  const decoded = decode(path)
  if (decoded === null || decoded.includes('\0')) return null
  const file = normalize(join(folder, decoded))
  return file.startsWith(normalize(folder) + sep) ? file : null
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

/** A reader who closes the page in the middle of a file is no fault; anything else is. */
export function ignoreClosed(error: unknown): void {
  if (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET' || error.code === 'EPIPE')
  )
    return
  throw error
}
