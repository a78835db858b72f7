/** A decimal amount (`"1234567.8"`) with its currency as people write it; exact, since the amount stays a string. */
export function moneyText(amount: string, currency: string, locale: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return `${amount} ${currency}`;
  const fraction = /\.\d*[1-9]/.test(amount) ? 2 : 0;
  const digits = { minimumFractionDigits: fraction, maximumFractionDigits: Math.max(fraction, 2) };
  const exact = amount as Intl.StringNumericLiteral;
  if (!/^[A-Z]{3}$/.test(currency)) return `${new Intl.NumberFormat(locale, digits).format(exact)} ${currency}`.trim();
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits }).format(exact);
}
