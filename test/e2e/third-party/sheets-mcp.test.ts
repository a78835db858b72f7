/** mcp-gsheets, unmodified, as assistants start it: a process that speaks MCP, logged in as a service account. */
import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, expect, test } from 'vitest';
import { playedVendors } from './vendors.ts';

const vendors = await playedVendors();
const { spreadsheetId } = vendors.agency.google;
const owner = vendors.sandbox.world.people.byToken('google', vendors.agency.google.token);
if (owner === undefined || owner === 'expired') throw new Error('the agency has no owner');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const client = new Client({ name: 'test', version: '1.0.0' });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [
      '--import',
      fileURLToPath(new URL('./route-process.mjs', import.meta.url)),
      fileURLToPath(new URL('../../../node_modules/mcp-gsheets/dist/index.js', import.meta.url)),
    ],
    env: {
      SANDBOX_PORT: String(vendors.port),
      GOOGLE_PROJECT_ID: 'some-project',
      GOOGLE_CLIENT_EMAIL: `${owner.person.id}@some-project.iam.gserviceaccount.com`,
      GOOGLE_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    stderr: 'ignore',
  }),
);
afterAll(() => client.close());

async function call(name: string, args: Record<string, unknown>): Promise<string> {
  const answer = await client.callTool({ name, arguments: { spreadsheetId, ...args } });
  const text = (answer.content as { text?: string }[]).map((part) => part.text ?? '').join('');
  if (answer.isError || text.startsWith('Error')) throw new Error(`${name}: ${text}`);
  return text;
}

test('writes, reads, appends and clears values', async () => {
  await call('sheets_insert_sheet', { title: 'By assistant' });
  await call('sheets_update_values', {
    range: "'By assistant'!A1:B2",
    values: [
      ['Name', 'Amount'],
      ['Ann', '12.5'],
    ],
  });
  await call('sheets_append_values', { range: "'By assistant'!A1", values: [['Bob', '7']] });
  expect(JSON.parse(await call('sheets_get_values', { range: "'By assistant'!A1:B3" })).values).toEqual([
    ['Name', 'Amount'],
    ['Ann', '12.5'],
    ['Bob', '7'],
  ]);
  await call('sheets_clear_values', { range: "'By assistant'!A3:B3" });
  const batch = await call('sheets_batch_get_values', { ranges: ["'By assistant'!A1:A3", 'Rates!A1:B1'] });
  expect(batch).not.toContain('Bob');
});

test('formats, frames, merges, links and freezes', async () => {
  const tab = "'By assistant'";
  await call('sheets_format_cells', { range: `${tab}!A1:B1`, format: { textFormat: { bold: true } } });
  await call('sheets_update_borders', { range: `${tab}!A1:B2`, borders: { top: { style: 'SOLID' } } });
  await call('sheets_merge_cells', { range: `${tab}!D1:E1`, mergeType: 'MERGE_ALL' });
  expect(await call('sheets_get_merged_cells', { sheetName: 'By assistant' })).toContain('D1:E1');
  await call('sheets_insert_link', { range: `${tab}!A5`, url: 'https://a.example', text: 'a link' });
  expect(await call('sheets_get_border_map', { range: `${tab}!A1:B2` })).toContain('SOLID');
});

test('inserts and deletes rows, duplicates, copies and deletes tabs', async () => {
  const tab = "'By assistant'";
  await call('sheets_insert_rows', { range: `${tab}!A2`, rows: 1, position: 'BEFORE', values: [['New', 1]] });
  expect(JSON.parse(await call('sheets_get_values', { range: `${tab}!A1:A3` })).values).toEqual([['Name'], ['New'], ['Ann']]);
  await call('sheets_delete_rows', { range: `${tab}!2:2` });
  const sheetId = Number(/"sheetId":\s*(\d+),\s*"title":\s*"By assistant"/.exec(await call('sheets_get_metadata', {}))?.[1]);
  await call('sheets_duplicate_sheet', { sheetId, newSheetName: 'Twice' });
  await call('sheets_copy_to', { sheetId, destinationSpreadsheetId: spreadsheetId });
  expect(JSON.parse(await call('sheets_get_values', { range: 'Twice!A1:A2' })).values).toEqual([['Name'], ['Ann']]);
  await call('sheets_delete_sheet', { sheetId });
  await expect(call('sheets_get_values', { range: `${tab}!A1` })).rejects.toThrow();
});
