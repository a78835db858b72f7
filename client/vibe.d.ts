/**
 * What the board view uses of Vibe. The package's own declarations name their files without extensions, which Node's
 * resolution (the rest of this tree's) does not follow.
 */
declare module '@vibe/core' {
  import type { FC, MouseEvent, ReactElement, ReactNode } from 'react';

  interface Shared {
    id?: string;
    className?: string;
    'data-testid'?: string;
  }
  export const Button: FC<
    Shared & {
      children: ReactNode;
      onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
      kind?: 'primary' | 'secondary' | 'tertiary';
      size?: 'xxs' | 'xs' | 'small' | 'medium' | 'large';
      color?: 'primary' | 'positive' | 'negative';
      type?: 'button' | 'submit';
      disabled?: boolean;
      loading?: boolean;
      'aria-label'?: string;
    }
  >;
  export const Skeleton: FC<Shared & { type?: 'rectangle' | 'text' | 'circle'; width?: number; height?: number; fullWidth?: boolean }>;
  export const AttentionBox: FC<
    Shared & {
      type?: 'primary' | 'positive' | 'negative' | 'warning' | 'neutral';
      title?: string;
      text: string;
      action?: { text: string; onClick: () => void };
      onClose?: () => void;
      closeButtonAriaLabel?: string;
      animate?: boolean;
    }
  >;
  export const EmptyState: FC<Shared & { title?: string; description: string; layout?: 'default' | 'compact' }>;
  export const Tab: FC<Shared & { children: string | ReactElement | ReactElement[] }>;
  export const TabList: FC<
    Shared & {
      children: ReactElement[];
      activeTabId?: number;
      onTabChange?: (tab: number) => void;
      tabPanelIds?: string[];
      size?: 'sm' | 'md' | 'lg';
    }
  >;
}
