/** The words by which people answer in a sheet. */

export const CHOICES = ['left', 'right', 'approve', 'drop', 'retry', 'dismiss', 'prepare'] as const;
export type Choice = (typeof CHOICES)[number];
