/** The conditions of SUMIFS and its kin: `">=10"`, `"<>x"`, `"ab*"`, a plain value. */

export type Test = (value: unknown) => boolean;

/** Texts compare without case; `*` and `?` stand for anything unless `~` comes before them. */
function parseCriterion(criterion: unknown): Test {
  if (criterion === null || criterion === undefined) return (value) => value === 0;
  if (typeof criterion !== 'string') return (value) => value === criterion;
  const [, operator = '', operand = ''] = /^(<=|>=|<>|=|<|>)?(.*)$/s.exec(criterion) ?? [];
  const number = operand.trim() === '' ? Number.NaN : Number(operand);
  switch (operator) {
    case '<>': {
      const same = equals(operand, number);
      return (value) => !same(value);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(operator, operand, number);
    default:
      return equals(operand, number);
  }
}

/** Which rows pass: `ranges` and `criteria` pair off; true where all do. Undefined when the ranges differ in size. */
export function passing(ranges: readonly (readonly unknown[])[], criteria: readonly unknown[]): boolean[] | undefined {
  const size = ranges[0]?.length ?? 0;
  if (ranges.some((range) => range.length !== size)) return undefined;
  const tests = criteria.map(parseCriterion);
  return Array.from({ length: size }, (_, i) => tests.every((test, j) => test(ranges[j]?.[i])));
}

function equals(operand: string, number: number): Test {
  if (!Number.isNaN(number)) return (value) => value === number || (typeof value === 'string' && value === operand);
  if (operand === '') return (value) => value === null || value === undefined || value === '';
  if (/^(?:true|false)$/i.test(operand)) return (value) => value === /^true$/i.test(operand);
  const pattern = new RegExp(`^${wildcards(operand)}$`, 'isu');
  return (value) => typeof value === 'string' && pattern.test(value);
}

function ordering(operator: string, operand: string, number: number): Test {
  const compare = (order: number) =>
    operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
  if (!Number.isNaN(number)) return (value) => typeof value === 'number' && compare(value - number);
  return (value) => typeof value === 'string' && compare(value.localeCompare(operand, 'en', { sensitivity: 'base' }));
}

function wildcards(text: string): string {
  return text.replace(/~[*?~]|[.*+?^${}()|[\]\\]/g, (found) => {
    if (found.length === 2) return `\\${found[1]}`;
    return found === '*' ? '.*' : found === '?' ? '.' : `\\${found}`;
  });
}
