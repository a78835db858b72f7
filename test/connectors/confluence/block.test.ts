import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, toCell } from '../../../connectors/confluence/codec.ts';
import { type Block, build, edit, findBlock } from '../../../connectors/confluence/page/block.ts';
import { parse } from '../../../connectors/confluence/page/xhtml.ts';
import type { CellContent } from '../../../core/sync/record.ts';
import { parseStorage } from '../../../sandbox/confluence/storage/xml.ts';

const text = (value: string): CellContent => ({ kind: 'text', text: value });

function made(values: Record<string, CellContent>, key: string | null = 'k-1'): string {
  const block = build(Object.keys(values), new Map(Object.entries(values)), key);
  if (!block.ok) throw new Error(block.why);
  return block.source;
}

function blockIn(source: string): Block {
  const found = findBlock(source);
  if (found.kind !== 'block') throw new Error(found.kind);
  return found;
}

const cellsOf = (source: string) => Object.fromEntries(blockIn(source).rows.map((row) => [row.name, toCell(row.cell.children)]));

function edited(source: string, values: Record<string, CellContent>, key?: string | null): string {
  const result = edit(source, blockIn(source), new Map(Object.entries(values)), key);
  if (!result.ok) throw new Error(result.why);
  return result.source;
}

/** A block as a person's editor left it (the shape of a real capture), with prose around it. */
const before = '<h1>Acme &amp; Co</h1><p>Call <strong>Ann</strong>&nbsp;first.</p>';
const after = '<p>Below.</p><ac:structured-macro ac:name="info"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>';
const live =
  '<ac:structured-macro ac:name="details" ac:schema-version="1" data-layout="default" ac:local-id="l1" ac:macro-id="m1"><ac:parameter ac:name="id">evenkeel</ac:parameter><ac:rich-text-body>' +
  '<table data-layout="default" ac:local-id="t1"><colgroup><col style="width: 340.0px;" /><col style="width: 340.0px;" /></colgroup><tbody>' +
  '<tr ac:local-id="r1"><th><p local-id="p1"><strong>Owner</strong></p></th><td class="x"><p local-id="p2">Ann</p></td></tr>' +
  '<tr><th><p>Stage</p></th><td /></tr><tr><th><p>Their own row</p></th><td><p>keep <em>me</em></p></td></tr>' +
  '</tbody></table></ac:rich-text-body></ac:structured-macro>';

describe('our block', () => {
  it('is found wherever it stands, by its mark alone', () => {
    expect(findBlock('').kind).toBe('missing');
    expect(findBlock(before + after).kind).toBe('missing');
    expect(findBlock(live.replace('evenkeel', 'control')).kind).toBe('missing');
    expect(
      findBlock(`${before}<ac:layout><ac:layout-section><ac:layout-cell>${live}</ac:layout-cell></ac:layout-section></ac:layout>`).kind,
    ).toBe('block');
    expect(findBlock(live + before + live).kind).toBe('duplicated');
    expect(findBlock(`${live}<p>`).kind).toBe('unreadable');
  });

  it('is read through what an editor wraps around it', () => {
    expect(cellsOf(before + live + after)).toEqual({
      Owner: { kind: 'text', text: 'Ann' },
      Stage: { kind: 'empty' },
      'Their own row': { kind: 'text', text: 'keep me' },
    });
  });

  it('changes inside the cells that are meant, and no byte elsewhere', () => {
    const source = before + live + after;
    expect(edited(source, { Owner: text('Bo') })).toBe(source.replace('<p local-id="p2">Ann</p>', '<p>Bo</p>'));
    expect(edited(source, { Stage: text('Won') })).toBe(source.replace('<td />', '<td><p>Won</p></td>'));
    expect(edited(source, { Tier: text('A') })).toBe(
      source.replace('</tr></tbody>', '</tr><tr><th><p>Tier</p></th><td><p>A</p></td></tr></tbody>'),
    );
    expect(edited(source, {})).toBe(source);
  });

  it('carries its key, sets it, clears it', () => {
    const source = made({ Owner: text('Ann') });
    expect(blockIn(source).key).toBe('k-1');
    const cleared = edited(source, {}, null);
    expect(blockIn(cleared).key).toBeNull();
    expect(edited(cleared, {}, 'k-1')).toBe(source);
  });

  it('gets its table back when a person took only that', () => {
    const bare =
      '<ac:structured-macro ac:name="details"><ac:parameter ac:name="id">evenkeel</ac:parameter><ac:rich-text-body><p>gone</p></ac:rich-text-body></ac:structured-macro>';
    const source = edited(bare, { Owner: text('Ann') });
    expect(cellsOf(source)).toEqual({ Owner: { kind: 'text', text: 'Ann' } });
    expect(source).toContain('<p>gone</p>');
  });

  it('refuses what has no place on a page', () => {
    const values = new Map<string, CellContent>([['Site', { kind: 'link', url: 'javascript:alert(1)', text: 'x' }]]);
    expect(build(['Site'], values, null)).toEqual({ ok: false, why: 'not-a-link', property: 'Site' });
  });
});

describe('what people type', () => {
  it('is text and nothing else, whatever it is', () => {
    const string = fc.string({ unit: 'binary', maxLength: 40 });
    const nasty = fc.constantFrom(
      ']]>',
      '<![CDATA[',
      '&',
      '&amp;',
      '<ac:structured-macro ac:name="html">',
      '"',
      "'",
      '<!--',
      '=1+1',
      '\u0000',
      '\u000b',
      '\ud800',
      '{{x}}',
    );
    const value = fc.array(fc.oneof(string, nasty), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(value, value, (shown, property) => {
        const name = `P ${property.replace(/[\r\n]/g, '')}`;
        const source = made({ [name]: text(shown) }, shown);
        // Another reader than our own agrees that it is well-formed, and finds no element of the data's making.
        parseStorage(source);
        expect(source.match(/<[a-z]/g)?.length).toBe(made({ x: text(shown.replace(/[^\r\n]/g, 'x')) }, 'k').match(/<[a-z]/g)?.length);
        const kept = shown
          .replace(/\r\n?/g, '\n')
          .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
          .replace(/^\n+|\n+$/g, '');
        const [cell] = Object.values(cellsOf(source));
        expect(cell).toEqual(kept.trim() === '' ? { kind: 'empty' } : { kind: 'text', text: kept });
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('cells', () => {
  const read = (xhtml: string) => toCell(parse(xhtml) ?? []);
  it.each([
    ['<p>a</p><p />  <p>b</p>', { kind: 'text', text: 'a\n\nb' }],
    ['a<br/>b', { kind: 'text', text: 'a\nb' }],
    ['<ul><li><p>x</p></li><li>y</li></ul>', { kind: 'text', text: 'x\ny' }],
    ['<p>A &amp; &lt;B&gt; &euro;</p>', { kind: 'text', text: 'A & <B> €' }],
    ['\n  <p>one\n  line</p>\n', { kind: 'text', text: 'one   line' }],
    ['<p><time datetime="2026-03-01" /></p>', { kind: 'date', date: '2026-03-01', time: null }],
    ['<p>until <time datetime="2026-03-01" /></p>', { kind: 'text', text: 'until 2026-03-01' }],
    [
      '<p><ac:structured-macro ac:name="status" ac:macro-id="m"><ac:parameter ac:name="title">Done</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro>&nbsp;</p>',
      { kind: 'choice', labels: ['Done'] },
    ],
    [
      '<p><ac:link><ri:user ri:account-id="712020:a" /></ac:link>, <ac:link><ri:user ri:account-id="712020:b" /></ac:link></p>',
      {
        kind: 'people',
        people: [
          { id: null, name: '712020:a', email: null },
          { id: null, name: '712020:b', email: null },
        ],
      },
    ],
    ['<p><a href="https://a.b/?x=1&amp;y=2">A</a></p>', { kind: 'link', url: 'https://a.b/?x=1&y=2', text: 'A' }],
    ['<p />', { kind: 'empty' }],
    ['', { kind: 'empty' }],
  ])('%s', (xhtml, cell) => expect(read(xhtml)).toEqual(cell));

  it('come back as they went', () => {
    const cells: CellContent[] = [
      { kind: 'date', date: '2026-03-01', time: null },
      { kind: 'choice', labels: ['A <b>', 'C'] },
      { kind: 'link', url: 'https://a.b/?x="1"', text: 'A' },
      { kind: 'text', text: '=1+1\n\n-5' },
    ];
    for (const cell of cells) {
      const encoded = encode(cell);
      expect(encoded.ok && read(encoded.xhtml)).toEqual(cell);
    }
  });
});
