// `node --import` of a process that somebody else published: its calls to the vendors' hosts go to SANDBOX_PORT on loopback.
import https from 'node:https';
import { register, syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';

const port = Number(process.env.SANDBOX_PORT);
const vendors = /^(api\.monday\.com|(sheets|www|oauth2)\.googleapis\.com)$/;
const own = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (!vendors.test(url.hostname)) throw new Error(`No way to ${url.hostname}`);
  const body = request.body === null ? null : await request.arrayBuffer();
  return own(`http://127.0.0.1:${port}${url.pathname}${url.search}`, { method: request.method, headers: request.headers, body });
};

class LoopbackAgent extends https.Agent {
  createConnection({ host }) {
    if (!vendors.test(host)) throw new Error(`No way to ${host}`);
    return connect(port, '127.0.0.1');
  }
}
https.globalAgent = new LoopbackAgent({ keepAlive: false });
syncBuiltinESMExports();

// mcp-gsheets imports google-auth-library without listing it, and means the one that its googleapis brings.
const hook = `export async function resolve(name, context, next) {
  const parentURL = name === 'google-auth-library' ? ${JSON.stringify(import.meta.resolve('googleapis'))} : context.parentURL;
  return next(name, { ...context, parentURL });
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
