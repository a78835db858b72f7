/** monday's label colours in the order of the label index that gets them (name in the API, fill, border, css name). */
const COLORS: readonly (readonly [string, string, string, string])[] = [
  ['working_orange', '#fdab3d', '#e99729', 'orange'],
  ['done_green', '#00c875', '#00b461', 'green-shadow'],
  ['stuck_red', '#df2f4a', '#ce3048', 'red-shadow'],
  ['dark_blue', '#007eb5', '#3db0df', 'blue-links'],
  ['purple', '#9d50dd', '#9238af', 'purple'],
  ['explosive', '#c4c4c4', '#b0b0b0', 'grey'],
  ['grass_green', '#037f4c', '#006b38', 'grass-green'],
  ['bright_blue', '#579bfc', '#4387e8', 'bright-blue'],
  ['saladish', '#cab641', '#c0ab31', 'mustered'],
  ['egg_yolk', '#ffcb00', '#eac117', 'yellow'],
  ['blackish', '#333333', '#000000', 'soft-black'],
  ['dark_red', '#bb3354', '#a42d4a', 'dark-red'],
  ['sofia_pink', '#ff007f', '#ea017a', 'dark-pink'],
  ['lipstick', '#ff5ac4', '#e04fac', 'light-pink'],
  ['dark_purple', '#784bd1', '#6645a9', 'dark-purple'],
  ['bright_green', '#9cd326', '#7fbf10', 'lime-green'],
  ['chili_blue', '#66ccff', '#4fb8eb', 'turquoise'],
  ['american_gray', '#757575', '#626262', 'trolley-grey'],
  ['brown', '#7f5347', '#6b4337', 'brown'],
  ['dark_orange', '#ff6d3b', '#eb5927', 'dark-orange'],
];

export interface LabelColor {
  readonly name: string;
  readonly color: string;
  readonly border: string;
  readonly var_name: string;
}

export function colorAt(index: number): LabelColor {
  const [name, color, border, cssName] = COLORS[index % COLORS.length] ?? ['explosive', '#c4c4c4', '#b0b0b0', 'grey'];
  return { name, color, border, var_name: cssName };
}

/** The colour by its name in the API, or undefined. */
export function colorNamed(name: string): LabelColor | undefined {
  const index = COLORS.findIndex(([known]) => known === name);
  return index < 0 ? undefined : colorAt(index);
}

/** The name in the API of a fill colour. */
export const nameOfColor = (color: string): string => COLORS.find(([, fill]) => fill === color)?.[0] ?? 'explosive';
