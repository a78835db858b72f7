import { createHmac } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { verifySessionToken } from '../../../connectors/monday/auth.ts';
import { readWebhook, verifyWebhook } from '../../../connectors/monday/webhook.ts';
import { text } from './scripted.ts';

const now = Date.UTC(2026, 10, 2, 12);
const url = 'https://evenkeel.example/webhooks/monday/77';
const secret = 'signing-secret-of-the-app-0123456789';
const body = '{"event":{}}';
const sign = (claims: object, key = secret, alg = 'HS256') =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
const good = { accountId: 1825529, userId: 4012689, aud: url, exp: now / 1000 + 300 };
const expected = { signingSecret: secret, url, now };

describe('who sent a webhook', () => {
  it('believes a token that monday signed for this address', async () => {
    // The SHA-256 of nothing, as everywhere.
    expect(await verifyWebhook('', await sign(good), expected)).toEqual({
      accountId: '1825529',
      userId: '4012689',
      digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
  });

  it('allows a minute between the clocks, no more', async () => {
    expect(await verifyWebhook(body, await sign({ ...good, exp: now / 1000 - 59 }), expected)).not.toBeNull();
    expect(await verifyWebhook(body, await sign({ ...good, exp: now / 1000 - 61 }), expected)).toBeNull();
  });

  const wrong: [string, () => Promise<string | null> | string | null][] = [
    ['no token', () => null],
    ['an empty one', () => ''],
    ['another secret', () => sign(good, 'client-secret-of-the-app-0123456789ab')],
    ['another address', () => sign({ ...good, aud: `${url}/x` })],
    ['no address', () => sign({ accountId: 1, exp: good.exp })],
    ['no end', () => sign({ accountId: 1, aud: url })],
    ['no account', () => sign({ aud: url, exp: good.exp })],
    ['no signature', () => new UnsecuredJWT({ ...good }).encode()],
    ['HS512', () => sign(good, 'x'.repeat(64), 'HS512')],
    [
      'a changed payload',
      async () => {
        const [head, , tail] = (await sign(good)).split('.');
        return `${head}.${Buffer.from(JSON.stringify({ ...good, accountId: 2 })).toString('base64url')}.${tail}`;
      },
    ],
    [
      'a header that names no algorithm',
      () => {
        const signed = `${Buffer.from('{"typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify(good)).toString('base64url')}`;
        return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
      },
    ],
  ];
  it.each(wrong)('refuses %s', async (_name, token) => expect(await verifyWebhook(body, await token(), expected)).toBeNull());

  it('refuses everything while no secret is set', async () => {
    expect(await verifyWebhook(body, await sign(good), { ...expected, signingSecret: '' })).toBeNull();
  });
});

describe('what a webhook says', () => {
  const common = {
    app: 'monday',
    triggerTime: '2025-02-05T17:56:59.644Z',
    subscriptionId: 1,
    isRetry: false,
    userId: 67214742,
    originalTriggerUuid: null,
    boardId: 7786783342,
    triggerUuid: 'ce41',
  };

  it('reads a change of people, with both values', () => {
    const event = {
      ...common,
      type: 'update_column_value',
      pulseId: 7786784003,
      columnId: 'person',
      columnType: 'multiple-person',
      columnTitle: 'Person',
      value: { personsAndTeams: [{ id: 67214742, kind: 'person' }], changed_at: '2025-02-05T17:56:58.364Z' },
      previousValue: {},
      changedAt: 1738778219.220086,
    };
    expect(readWebhook({ event })).toEqual({
      kind: 'event',
      event: {
        kind: 'changed',
        board: '7786783342',
        itemIds: ['7786784003'],
        userId: '67214742',
        at: 1738778219220,
        uuid: 'ce41',
        told: { kind: 'shows', column: 'person', cell: { kind: 'people', people: [{ id: '67214742', name: null, email: null }] } },
        change: {
          column: 'person',
          value: { kind: 'people', people: [{ id: '67214742', name: null, email: null }] },
          previous: { kind: 'empty' },
        },
      },
    });
  });

  it.each([
    ['color', { label: { index: 0, text: 'Working on it', style: {} }, post_id: null }, { kind: 'choice', labels: ['Working on it'] }],
    ['date', { date: '2025-02-05', icon: null, time: null }, { kind: 'date', date: '2025-02-05', time: null }],
    ['numeric', { value: 12.5, unit: null }, { kind: 'number', number: '12.5' }],
    ['text', { value: 'abc' }, { kind: 'text', text: 'abc' }],
    ['long-text', { text: 'a\nb' }, { kind: 'text', text: 'a\nb' }],
    [
      'dropdown',
      {
        chosenValues: [
          { id: 1, name: 'A' },
          { id: 2, name: 'B' },
        ],
      },
      { kind: 'choice', labels: ['A', 'B'] },
    ],
    ['timerange', { from: '2025-01-01', to: '2025-01-05' }, { kind: 'range', from: '2025-01-01', to: '2025-01-05' }],
    ['boolean', { checked: true }, { kind: 'bool', bool: true }],
    ['link', { url: 'https://a.b', text: 'A' }, { kind: 'link', url: 'https://a.b', text: 'A' }],
    ['board-relation', { linkedPulseIds: [{ linkedPulseId: 5 }] }, { kind: 'relation', ids: ['5'], names: [] }],
    ['hologram', { x: 1 }, null],
  ])('reads a value of %s', (columnType, value, cell) => {
    const read = readWebhook({
      event: { ...common, type: 'update_column_value', pulseId: 1, columnId: 'c', columnType, value, previousValue: null },
    });
    expect(read?.kind === 'event' && read.event.change?.value).toEqual(cell);
  });

  it.each([
    [
      'update_name',
      { pulseId: 1, value: { name: 'New' }, previousValue: { name: 'Old' } },
      'renamed',
      ['1'],
      { column: 'name', value: text('New'), previous: text('Old') },
    ],
    ['create_pulse', { pulseId: 2, columnValues: {} }, 'created', ['2'], undefined],
    ['archive_pulse', { itemId: 3 }, 'archived', ['3'], undefined],
    ['delete_pulse', { itemId: 4 }, 'deleted', ['4'], undefined],
    ['restore_pulse', { itemId: 5 }, 'restored', ['5'], undefined],
    ['move_pulse_into_group', { pulseId: 6 }, 'moved', ['6'], undefined],
    ['create_column', { columnId: 'c' }, 'schema', ['board'], undefined],
  ])('reads %s', (type, rest, kind, itemIds, change) => {
    const read = readWebhook({ event: { ...common, type, ...rest } });
    expect(read?.kind === 'event' && [read.event.kind, read.event.itemIds, read.event.change]).toEqual([kind, itemIds, change]);
  });

  it('gives a challenge back only as a short text', () => {
    expect(readWebhook({ challenge: 'abc' })).toEqual({ kind: 'challenge', challenge: 'abc' });
    for (const challenge of ['', 'x'.repeat(201), { a: 1 }, 5]) expect(readWebhook({ challenge })).toBeNull();
  });

  it('reads nothing out of anything else', () => {
    for (const other of [null, [], 'x', {}, { event: {} }, { event: { type: 'x' } }]) expect(readWebhook(other)).toBeNull();
  });
});

describe('a session token', () => {
  const dat = { client_id: 'ours', user_id: 3, account_id: 1, app_id: 10, is_admin: true, is_view_only: false, is_guest: false };
  const exp = now / 1000 + 300;
  const check = { clientSecret: secret, clientId: 'ours', now };

  it('names the viewer', async () => {
    expect(await verifySessionToken(await sign({ dat, exp }), { ...check, appId: '10' })).toEqual({
      accountId: '1',
      userId: '3',
      isAdmin: true,
      isViewOnly: false,
      isGuest: false,
    });
  });

  it('is refused from another app, expired, or signed with the webhook secret', async () => {
    expect(await verifySessionToken(await sign({ dat: { ...dat, client_id: 'theirs' }, exp }), check)).toBeNull();
    expect(await verifySessionToken(await sign({ dat, exp }), { ...check, appId: '11' })).toBeNull();
    expect(await verifySessionToken(await sign({ dat, exp: now / 1000 - 61 }), check)).toBeNull();
    expect(await verifySessionToken(await sign({ dat, exp }, 'another-secret-0123456789-0123456789'), check)).toBeNull();
    expect(await verifySessionToken(await sign(good), check)).toBeNull();
  });
});
