/** The words by which people answer in a sheet. */

export const CHOICES = ['left', 'right', 'approve', 'drop', 'retry', 'dismiss'] as const;
export type Choice = (typeof CHOICES)[number];
