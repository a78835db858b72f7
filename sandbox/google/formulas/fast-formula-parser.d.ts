/** The part of the library's interface that the evaluation uses; the package ships no types. */
declare module 'fast-formula-parser' {
  export interface Place {
    readonly sheet?: string;
    readonly row: number;
    readonly col: number;
  }
  export interface Span {
    readonly sheet?: string;
    readonly from: { readonly row: number; readonly col: number };
    readonly to: { readonly row: number; readonly col: number };
  }
  export interface Argument {
    readonly value: unknown;
    readonly isArray: boolean;
    readonly omitted?: boolean;
  }
  export interface Hooks {
    functions?: Record<string, (...args: Argument[]) => unknown>;
    functionsNeedContext?: Record<string, (context: FormulaParser, ...args: unknown[]) => unknown>;
    onCell?: (place: Place) => unknown;
    onRange?: (span: Span) => unknown[][];
    onVariable?: (name: string, sheet: string) => Span | Place | null;
  }
  export default class FormulaParser {
    static readonly FormulaError: FormulaErrorClass;
    constructor(hooks: Hooks);
    functions: Record<string, (...args: Argument[]) => unknown>;
    utils: {
      extractRefValue(arg: unknown): { val: unknown; isArray: boolean };
      applyInfix(left: unknown, operator: string, right: unknown): unknown;
    };
    parse(text: string, position: Place, allowReturnArray?: boolean): unknown;
  }
  export interface FormulaErrorClass {
    new (name: string, message?: string, details?: unknown): FormulaErrorValue;
  }
  export interface FormulaErrorValue extends Error {
    readonly error: string;
    readonly details?: unknown;
  }
}
