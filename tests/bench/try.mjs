import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { startDovecot } from '../rig/dovecot.ts'
import { writeMaildir } from '../corpus/maildir.ts'
import { startOffice, enterFirst, connect, call } from './office.ts'
const pause = ms => new Promise(r=>setTimeout(r,ms))
for (const hugeEvery of [0, 3000]) {
const m = mkdtempSync('/tmp/golub-bench-'); await writeMaildir(m, {letters: 3000, hugeEvery})
const d = await startDovecot('office'); await d.load('office', m)
const f = mkdtempSync('/tmp/golub-bench-'); const o = await startOffice(f); const e = await enterFirst(o)
const pid = JSON.parse(readFileSync(f+'/data/owner.json','utf8')).pid
const rss = () => (/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`,'utf8'))[1]/1024|0)
console.log('huge', hugeEvery, 'before', rss()); const t=performance.now()
await connect(e, {host:d.host,port:d.imap,user:'office',password:d.password,address:'office@our.example'}); console.log('saved', performance.now()-t|0, rss())
let line=''
for(let i=0;i<900;i++){ const [b]=await call(e,'GET','/mailboxes'); if(i%8===0) line+=` ${((performance.now()-t)/1000).toFixed(1)}:${b.counts.loaded}:${rss()}`; if(b.activity.is==='watching') break; await pause(100) }
console.log(line, 'end', rss(), o.usage()); await pause(5000); console.log('5 s later', rss())
await o.stop(); await d.stop(); rmSync(f,{recursive:true}); rmSync(m,{recursive:true})
}
process.exit(0)
