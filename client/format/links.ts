/** The address, if it is one that a link may lead to: http, https or mailto, absolute. Anything else is null and stays text. */
export function safeLink(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' ? address : null;
}
