/** Charts, slicers and banded ranges: kept and shown as they were given, drawn by nobody. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { boxOf } from '../../book/boxes.ts';
import type { Workbook } from '../../sheets/library.ts';
import { invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';

type Reply = sheets_v4.Schema$Response;
type Chart = sheets_v4.Schema$EmbeddedChart;
type Banding = sheets_v4.Schema$BandedRange;

export function addChart({ book, world }: Workbook, { chart }: sheets_v4.Schema$AddChartRequest): Reply {
  if (!chart?.spec) throw invalid('chart.spec must be specified.');
  const sheetId = chart.position?.overlayPosition?.anchorCell?.sheetId ?? chart.position?.sheetId ?? 0;
  const tab = book.tab(sheetId);
  const added: Chart = { ...chart, chartId: chart.chartId ?? world.ids.next('google.object', 1_000_001) };
  book.changeTab(sheetId, { charts: [...(tab.charts ?? []), added] });
  return { addChart: { chart: added } };
}

export function updateChartSpec({ book }: Workbook, { chartId, spec }: sheets_v4.Schema$UpdateChartSpecRequest): undefined {
  const { tab, chart } = requireChart({ book }, chartId);
  if (!spec) throw invalid('spec must be specified.');
  book.changeTab(tab.sheetId, { charts: (tab.charts ?? []).map((one) => (one === chart ? { ...chart, spec } : one)) });
}

export function updateEmbeddedObjectPosition({ book }: Workbook, request: sheets_v4.Schema$UpdateEmbeddedObjectPositionRequest): Reply {
  const { tab, chart } = requireChart({ book }, request.objectId);
  const position = { ...chart.position, ...request.newPosition };
  book.changeTab(tab.sheetId, { charts: (tab.charts ?? []).map((one) => (one === chart ? { ...chart, position } : one)) });
  return { updateEmbeddedObjectPosition: { position } };
}

export function deleteEmbeddedObject({ book }: Workbook, { objectId }: sheets_v4.Schema$DeleteEmbeddedObjectRequest): undefined {
  const sliced = book.tabs().find((tab) => tab.slicers?.some((one) => one.slicerId === objectId));
  if (sliced) return void book.changeTab(sliced.sheetId, { slicers: (sliced.slicers ?? []).filter((one) => one.slicerId !== objectId) });
  const { tab, chart } = requireChart({ book }, objectId);
  book.changeTab(tab.sheetId, { charts: (tab.charts ?? []).filter((one) => one !== chart) });
}

export function addSlicer({ book, world }: Workbook, { slicer }: sheets_v4.Schema$AddSlicerRequest): Reply {
  if (!slicer?.spec) throw invalid('slicer.spec must be specified.');
  const sheetId = slicer.position?.overlayPosition?.anchorCell?.sheetId ?? slicer.position?.sheetId ?? 0;
  const tab = book.tab(sheetId);
  const added = { ...slicer, slicerId: slicer.slicerId ?? world.ids.next('google.object', 1_000_001) };
  book.changeTab(sheetId, { slicers: [...(tab.slicers ?? []), added] });
  return { addSlicer: { slicer: added } };
}

export function updateSlicerSpec({ book }: Workbook, { slicerId, spec }: sheets_v4.Schema$UpdateSlicerSpecRequest): undefined {
  const tab = book.tabs().find((one) => one.slicers?.some((slicer) => slicer.slicerId === slicerId));
  if (!tab) throw invalid(`No slicer with id: ${slicerId ?? 0}`);
  const after = (tab.slicers ?? []).map((one) => (one.slicerId === slicerId ? { ...one, spec: { ...one.spec, ...spec } } : one));
  book.changeTab(tab.sheetId, { slicers: after });
}

export function addBanding({ book, world }: Workbook, { bandedRange }: sheets_v4.Schema$AddBandingRequest): Reply {
  const { sheetId } = boxOf(book, bandedRange?.range);
  const added: Banding = {
    ...bandedRange,
    range: { ...bandedRange?.range, sheetId },
    bandedRangeId: bandedRange?.bandedRangeId ?? world.ids.next('google.object', 1_000_001),
  };
  book.changeTab(sheetId, { bandedRanges: [...(book.tab(sheetId).bandedRanges ?? []), added] });
  return { addBanding: { bandedRange: added } };
}

export function updateBanding({ book }: Workbook, request: sheets_v4.Schema$UpdateBandingRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'BandedRange');
  const { tab, banding } = requireBanding({ book }, request.bandedRange?.bandedRangeId);
  const given = Object.entries(request.bandedRange ?? {}).filter(([name]) => name !== 'bandedRangeId' && wants(mask, name));
  const after: Banding = { ...banding, ...Object.fromEntries(given) };
  book.changeTab(tab.sheetId, { bandedRanges: (tab.bandedRanges ?? []).map((one) => (one === banding ? after : one)) });
}

export function deleteBanding({ book }: Workbook, { bandedRangeId }: sheets_v4.Schema$DeleteBandingRequest): undefined {
  const { tab, banding } = requireBanding({ book }, bandedRangeId);
  book.changeTab(tab.sheetId, { bandedRanges: (tab.bandedRanges ?? []).filter((one) => one !== banding) });
}

function requireChart({ book }: Pick<Workbook, 'book'>, id: number | null | undefined) {
  for (const tab of book.tabs()) {
    const chart = tab.charts?.find((one) => one.chartId === id);
    if (chart) return { tab, chart };
  }
  throw invalid(`No embedded object with id: ${id ?? 0}`);
}

function requireBanding({ book }: Pick<Workbook, 'book'>, id: number | null | undefined) {
  for (const tab of book.tabs()) {
    const banding = tab.bandedRanges?.find((one) => one.bandedRangeId === id);
    if (banding) return { tab, banding };
  }
  throw invalid(`No banding with id: ${id ?? 0}`);
}
