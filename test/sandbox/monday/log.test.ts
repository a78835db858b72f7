import { expect, it } from 'vitest';
import { clientsBoard, house } from './set-up.ts';

it('the activity log tells every change, newest first, with what was before', async () => {
  const played = house();
  const { board, columns } = await clientsBoard(played);
  const id = (await played.data(`mutation { create_item(board_id: ${board}, item_name: "Acme") { id } }`)).create_item.id;
  const change = (value: string, as: string) =>
    played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${columns.numbers}", value: "${value}") { id } }`,
      { as },
    );
  await change('100', 'anna');
  played.world.clock.advance(5);
  await change('250', 'boris');
  await played.data(`mutation { archive_item(item_id: ${id}) { id } }`);
  const read = async (args: string) =>
    (await played.data(`{ boards(ids: ${board}) { activity_logs(${args}) { id event entity data created_at user_id account_id } } }`))
      .boards[0].activity_logs;
  const logs = await read(`item_ids: [${id}]`);
  expect(logs.map((log: { event: string }) => log.event)).toEqual([
    'archive_pulse',
    'update_column_value',
    'update_column_value',
    'create_pulse',
  ]);
  const second = logs[1];
  expect(second).toMatchObject({ entity: 'pulse', user_id: played.world.people.get('boris')?.mondayId, account_id: '26104417' });
  expect(second.created_at).toMatch(/^\d{17}$/);
  expect(second.created_at.slice(0, 13)).toBe(String(Date.UTC(2026, 10, 23, 9, 0, 5)));
  expect(JSON.parse(second.data)).toMatchObject({
    board_id: Number(board),
    pulse_id: Number(id),
    pulse_name: 'Acme',
    column_id: columns.numbers,
    column_type: 'numeric',
    column_title: 'numbers',
    value: { value: 250 },
    previous_value: { value: 100 },
    textual_value: '250',
    previous_textual_value: '100',
  });
  const stamps = logs.map((log: { created_at: string }) => BigInt(log.created_at));
  expect([...stamps].sort((a, b) => (a < b ? 1 : -1))).toEqual(stamps);
  expect(await read('from: "2026-11-23T09:00:03Z"')).toHaveLength(2);
  expect(await read('to: "2026-11-23T09:00:03Z", limit: 1')).toMatchObject([{ event: 'update_column_value' }]);
  expect(await read(`column_ids: ["${columns.numbers}"], limit: 1, page: 2`)).toMatchObject([{ created_at: logs[2].created_at }]);
  expect(await read(`user_ids: [${played.world.people.get('boris')?.mondayId}]`)).toHaveLength(1);
});
