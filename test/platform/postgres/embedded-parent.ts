/** Started as a process of its own: holds an embedded Postgres and writes one number after the other until it is killed. */
import pg from 'pg';
import { systemClock } from '../../../platform/clock.ts';
import { startEmbedded } from '../../../platform/postgres/embedded.ts';

const [home = ''] = process.argv.slice(2);
const postgres = await startEmbedded({ home, clock: systemClock, survives: 'kill' });
const client = new pg.Client(postgres.ownerUrl);
client.on('error', () => undefined);
await client.connect();
await client.query('create table if not exists n (i int)');
console.log('ready');
void postgres.ended.then(() => {
  console.log('ended');
  process.exit();
});
try {
  for (let i = 1; ; i++) {
    await client.query('insert into n values ($1)', [i]);
    console.log(`committed ${i}`);
  }
} catch {
  // Postgres was killed under it; `ended` tells.
}
