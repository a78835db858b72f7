import { jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { boardViewContext, mintSessionToken } from '../../../sandbox/monday/session.ts';
import { house, options } from './set-up.ts';

const NOW = Date.UTC(2026, 10, 23, 9);

it('a session token says who, signed with the Client Secret, for some minutes, and names no board', async () => {
  const person = house().world.people.get('anna');
  if (!person) throw new Error('no Anna');
  const token = await mintSessionToken(options, person, NOW);
  const secret = new TextEncoder().encode('client-secret');
  const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], currentDate: new Date(NOW + 60_000) });
  expect(payload.dat).toEqual({
    client_id: 'client-id',
    user_id: Number(person.mondayId),
    account_id: 26104417,
    slug: 'polyus',
    app_id: 10001,
    app_version_id: 20001,
    install_id: -2,
    is_admin: true,
    is_view_only: false,
    is_guest: false,
    user_kind: 'admin',
  });
  await expect(jwtVerify(token, secret, { currentDate: new Date(NOW + 10 * 60_000) })).rejects.toThrow(/exp/);
  await expect(jwtVerify(token, new TextEncoder().encode('signing-secret'), { currentDate: new Date(NOW) })).rejects.toThrow();
});

it('the context of a board view names board, account, user, theme and app', () => {
  const person = house().world.people.get('vera');
  if (!person) throw new Error('no Vera');
  expect(
    boardViewContext(options, person, { boardId: '7700000001', viewId: '55', workspaceId: null, theme: 'dark', language: 'ru' }),
  ).toMatchObject({
    boardId: 7700000001,
    boardIds: [7700000001],
    instanceType: 'board_view',
    theme: 'dark',
    account: { id: '26104417' },
    user: { id: person.mondayId, isAdmin: false, isViewOnly: true, currentLanguage: 'ru' },
    app: { id: 10001, clientId: 'client-id' },
  });
});
