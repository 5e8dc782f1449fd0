import { mkdtempSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { startMailServer } from './mail-server.ts'
import { startOffice, enterFirst, connect, call } from './office.ts'
const pause = ms => new Promise(r=>setTimeout(r,ms))
const s = await startMailServer({full:['office'],empty:[]}, 2000); const f = mkdtempSync('/tmp/golub-bench-')
const o = await startOffice(f); const e = await enterFirst(o); const t=performance.now(); await connect(e, s.login('office')); console.log('saved', performance.now()-t|0)
const {start}=await import('./harness.ts'); let probe=null
for(let i=0;i<600;i++){ const [b]=await call(e,'GET','/mailboxes'); if(!probe&&b.counts.loaded>100) probe=start('probe.ts',{entry:e,perSecond:50}); const now=`${b.activity.is} ${b.counts.loaded} ${JSON.stringify(b.progress)}`; if(b.activity.is==='watching'){ console.log(performance.now()-t|0, now); break } await pause(100) }
for (let i=0;i<8;i++){ await pause(1500); const [b]=await call(e,'GET','/mailboxes'); console.log(performance.now()-t|0, b.counts.loaded, o.usage()) ; const db=new Database(f+'/data/golub.sqlite',{readonly:true}); console.log(db.prepare('select id,uid,size,because,tries,until from pending').all(), db.prepare('select count(*) n from messages').get(), db.prepare('select count(*) n from placements').get()); db.close(); if (b.counts.loaded>=2000) break }
console.log(readFileSync(f+'/data/golub.log','utf8').slice(-1500))
probe?.stop(); await probe?.result; await o.stop(); await s.stop(); process.exit(0)
