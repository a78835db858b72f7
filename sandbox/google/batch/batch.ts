/** `spreadsheets.batchUpdate`: requests in order, all or none, one reply each. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Workbook } from '../sheets/library.ts';
import { GoogleError, invalid } from '../wire/errors.ts';
import { updateBorders } from './borders.ts';
import { appendCells, repeatCell, updateCells } from './cells.ts';
import {
  appendDimension,
  autoResizeDimensions,
  deleteDimension,
  insertDimension,
  moveDimension,
  updateDimensionProperties,
} from './dimensions.ts';
import { autoFill, randomizeRange, textToColumns } from './fill.ts';
import { findReplace } from './find-replace.ts';
import {
  addBanding,
  addChart,
  addSlicer,
  deleteBanding,
  deleteEmbeddedObject,
  updateBanding,
  updateChartSpec,
  updateEmbeddedObjectPosition,
  updateSlicerSpec,
} from './objects/drawn.ts';
import {
  addFilterView,
  clearBasicFilter,
  deleteFilterView,
  duplicateFilterView,
  setBasicFilter,
  updateFilterView,
} from './objects/filters.ts';
import { addDimensionGroup, deleteDimensionGroup, updateDimensionGroup } from './objects/groups.ts';
import { createDeveloperMetadata, deleteDeveloperMetadata, updateDeveloperMetadata } from './objects/metadata.ts';
import { addNamedRange, deleteNamedRange, updateNamedRange } from './objects/names.ts';
import { addProtectedRange, deleteProtectedRange, updateProtectedRange } from './objects/protected-ranges.ts';
import {
  addConditionalFormatRule,
  deleteConditionalFormatRule,
  mergeCells,
  setDataValidation,
  unmergeCells,
  updateConditionalFormatRule,
} from './objects/rules.ts';
import { addTable, deleteTable, updateTable } from './objects/tables.ts';
import { copyPaste, cutPaste, pasteData } from './paste.ts';
import { deleteRange, insertRange } from './ranges.ts';
import { addSheet, deleteSheet, duplicateSheet, updateSheetProperties, updateSpreadsheetProperties } from './sheets.ts';
import { sortRange } from './sort.ts';
import { deleteDuplicates, trimWhitespace } from './tidy.ts';

type Reply = sheets_v4.Schema$Response;
type Kind = keyof sheets_v4.Schema$Request;
type Play<K extends Kind> = (workbook: Workbook, request: NonNullable<sheets_v4.Schema$Request[K]>) => Reply | undefined;

/** The requests that are played. */
const PLAYS: { readonly [K in Kind]?: Play<K> } = {
  addBanding,
  addChart,
  addConditionalFormatRule,
  addDimensionGroup,
  addFilterView,
  addNamedRange,
  addProtectedRange,
  addSheet,
  addSlicer,
  addTable,
  appendCells,
  appendDimension,
  autoFill,
  autoResizeDimensions,
  clearBasicFilter,
  copyPaste,
  createDeveloperMetadata,
  cutPaste,
  deleteBanding,
  deleteConditionalFormatRule,
  deleteDeveloperMetadata,
  deleteDimension,
  deleteDimensionGroup,
  deleteDuplicates,
  deleteEmbeddedObject,
  deleteFilterView,
  deleteNamedRange,
  deleteProtectedRange,
  deleteRange,
  deleteSheet,
  deleteTable,
  duplicateFilterView,
  duplicateSheet,
  findReplace,
  insertDimension,
  insertRange,
  mergeCells,
  moveDimension,
  pasteData,
  randomizeRange,
  repeatCell,
  setBasicFilter,
  setDataValidation,
  sortRange,
  textToColumns,
  trimWhitespace,
  unmergeCells,
  updateBanding,
  updateBorders,
  updateCells,
  updateChartSpec,
  updateConditionalFormatRule,
  updateDeveloperMetadata,
  updateDimensionGroup,
  updateDimensionProperties,
  updateEmbeddedObjectPosition,
  updateFilterView,
  updateNamedRange,
  updateProtectedRange,
  updateSheetProperties,
  updateSlicerSpec,
  updateSpreadsheetProperties,
  updateTable,
};

/** The kinds of request that a batch carries, for the wire log and faults. */
export function requestKinds(requests: readonly sheets_v4.Schema$Request[]): string[] {
  return [...new Set(requests.flatMap((request) => Object.keys(request)))];
}

/**
 * Plays the requests on the workbook; the caller saves or drops it. Throws 400 `Invalid requests[i].kind: …` for the
 * first that can't be done, after which the workbook must not be saved.
 */
export function runBatch(workbook: Workbook, requests: readonly sheets_v4.Schema$Request[]): Reply[] {
  if (requests.length === 0) throw invalid('Must specify at least one request.');
  return requests.map((request, index) => {
    const kinds = Object.keys(request) as Kind[];
    const [kind] = kinds;
    if (!kind || kinds.length > 1) throw invalid(`Invalid requests[${index}]: Must specify exactly one request kind.`);
    try {
      return play(workbook, kind, request) ?? {};
    } catch (error) {
      if (error instanceof GoogleError && error.status === 400) throw prefixed(error, `Invalid requests[${index}].${kind}: `);
      throw error;
    }
  });
}

function play(workbook: Workbook, kind: Kind, request: sheets_v4.Schema$Request): Reply | undefined {
  const playKind = PLAYS[kind] as Play<Kind> | undefined;
  if (!playKind) throw invalid('This kind of request is not played here.');
  return playKind(workbook, request[kind] ?? {});
}

function prefixed(error: GoogleError, prefix: string): GoogleError {
  return new GoogleError(error.status, prefix + error.message, {
    details: error.details,
    ...(error.reason !== undefined && { reason: error.reason }),
  });
}
