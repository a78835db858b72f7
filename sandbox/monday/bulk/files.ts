/** What stands at the addresses that a job is told by: a place for its file, and its report. They want no token, as S3's. */
import { createHash } from 'node:crypto';
import type { Core } from '../core.ts';
import type { JobDoc } from '../state/model.ts';
import { BULK_PATH } from './jobs.ts';

export const isBulkPath = (pathname: string): boolean => pathname.startsWith(BULK_PATH);

/** Which of the two a request is about, for faults and the wire log. */
export const bulkOperation = (method: string): string => (method === 'PUT' ? 'upload' : 'report');

/** Who got the address that the request goes to. */
export const bulkCaller = (core: Core, request: Request): string => jobAt(core, new URL(request.url))?.caller ?? 'unknown';

const jobAt = (core: Core, url: URL): JobDoc | undefined => core.tables.jobs.get(url.pathname.slice(BULK_PATH.length).split('/')[0] ?? '');

export async function serveFile(core: Core, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const part = url.pathname.split('/').at(-1);
  const job = jobAt(core, url);
  if (!job || url.searchParams.get('signature') !== job.secret) return refusal(403, 'AccessDenied', 'Access Denied');
  if (!(Number(url.searchParams.get('expires')) > core.world.clock.now())) return refusal(403, 'AccessDenied', 'Request has expired');
  if (request.method === 'PUT' && part === 'file') return takeFile(core, job, request);
  if (request.method === 'GET' && part === 'report') return giveReport(core, job);
  return refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
}

/** A second file counts only while nobody has looked at the first. */
async function takeFile(core: Core, job: JobDoc, request: Request): Promise<Response> {
  if (request.headers.has('x-amz-checksum-crc32'))
    return refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
  if (request.headers.get('content-type')?.split(';')[0]?.trim() !== 'text/csv')
    return refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
  const csv = await request.text();
  if (job.state === 'UPLOAD_PENDING') {
    core.tables.jobFiles.set(job.id, { id: job.id, bytes: Buffer.byteLength(csv), csv });
    job.uploadedAt = core.world.clock.now();
    core.tables.jobs.set(job.id, job);
    core.world.store.commit();
  }
  return new Response(null, { status: 200, headers: { etag: `"${createHash('md5').update(csv).digest('hex')}"` } });
}

function giveReport(core: Core, job: JobDoc): Response {
  const report = core.tables.jobReports.get(job.id);
  if (!report) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
  return new Response(`${report.lines.join('\n')}\n`, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
}

function refusal(status: number, code: string, message: string): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return new Response(body, { status, headers: { 'content-type': 'application/xml' } });
}
