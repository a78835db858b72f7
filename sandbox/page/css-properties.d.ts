import 'react';

declare module 'react' {
  /** The page's own custom properties, set per element. */
  interface CSSProperties {
    '--group'?: string;
    '--label'?: string;
    '--label-ink'?: string;
    '--hue'?: number;
  }
}
