/** What a cell shows: a value, an error, or nothing. */
import type { Scalar } from '../book/documents.ts';

export type ErrorType = 'ERROR' | 'NULL_VALUE' | 'DIVIDE_BY_ZERO' | 'VALUE' | 'REF' | 'NAME' | 'NUM' | 'N_A' | 'LOADING';

export interface CellError {
  readonly error: ErrorType;
  readonly message: string;
}

/** Undefined: the cell is empty. */
export type Effective = Scalar | CellError | undefined;

const TEXTS: Readonly<Record<ErrorType, string>> = {
  ERROR: '#ERROR!',
  NULL_VALUE: '#NULL!',
  DIVIDE_BY_ZERO: '#DIV/0!',
  VALUE: '#VALUE!',
  REF: '#REF!',
  NAME: '#NAME?',
  NUM: '#NUM!',
  N_A: '#N/A',
  LOADING: 'Loading...',
};

const MESSAGES: Readonly<Record<ErrorType, string>> = {
  ERROR: 'Formula parse error.',
  NULL_VALUE: 'Null reference.',
  DIVIDE_BY_ZERO: 'Function DIVIDE parameter 2 cannot be zero.',
  VALUE: 'A parameter of this formula has the wrong type.',
  REF: 'Reference does not exist.',
  NAME: 'Unknown function or range name.',
  NUM: 'A number of this formula is out of range.',
  N_A: 'Did not find value.',
  LOADING: 'Loading...',
};

export function isCellError(value: unknown): value is CellError {
  return typeof value === 'object' && value !== null && 'error' in value;
}

export function cellError(error: ErrorType, message?: string): CellError {
  return { error, message: message ?? MESSAGES[error] };
}

/** `#REF!` and its like: what the cell displays. */
export function errorText(error: CellError): string {
  return TEXTS[error.error];
}

/** The error that a text like `#DIV/0!` stands for. */
export function errorOfText(text: string): CellError {
  const found = (Object.keys(TEXTS) as ErrorType[]).find((type) => TEXTS[type] === text);
  return cellError(found ?? 'ERROR');
}
