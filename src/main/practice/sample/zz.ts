import { sampleOffice } from './office.ts'
import { simpleParser } from 'mailparser'
import { bytesOf } from '../letter-source.ts'
const now = Date.now()
let t = performance.now()
const o = sampleOffice(now)
console.log('plan ms', performance.now() - t, process.memoryUsage().heapUsed / 1e6)
for (const a of o.accounts) console.log(a.address, a.folders!.map(f => f.path + ' ' + f.letters!.length))
t = performance.now(); let n = 0, bytes = 0
const big: any[] = []
for (const a of o.accounts) for (const f of a.folders!) for (const l of f.letters!) { const s = (l.source as any); const z = s.size(); n++; if (z < 1e7) bytes += z; if (z > 1e6) big.push([f.path, z]) }
console.log(n, bytes / 1e6, 'MB', performance.now() - t, 'ms', big)
const main = o.accounts[0]!
const dump = process.argv[2]
let parsed = 0
for (const a of o.accounts) for (const f of a.folders!) for (const [i, l] of f.letters!.entries()) {
  const s = l.source as any
  if (s.size() > 1e7) continue
  if (i % 40 !== 0 && !(f.path === 'INBOX' && i > f.letters!.length - 60)) continue
  const p = await simpleParser(bytesOf(s)); parsed++
  if (f.path === 'INBOX' && a === main && i > f.letters!.length - 45) console.log(new Date(l.at).toISOString().slice(5, 16), l.flags?.join(), '|', p.from?.text.slice(0, 40), '|', p.subject, '|', p.text?.slice(0, 60).replace(/\n/g, ' '), p.attachments.map(x => x.filename).join())
}
console.log(parsed)
