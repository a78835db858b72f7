import { badValue, type ColumnKind, isObject, stored, stringIn, updatedAt } from './kind.ts';

export const link: ColumnKind = {
  type: 'link',
  typename: 'LinkValue',
  idPrefix: 'link',
  eventType: 'link',
  write: (input, site) => {
    const url = isObject(input) ? stringIn(input, 'url') : null;
    if (!isObject(input) || url === null || !/^https?:\/\//i.test(url)) throw badValue(site, input);
    return { url, text: stringIn(input, 'text') ?? url, changed_at: site.now };
  },
  writeText: (input, site) => {
    const [url, ...words] = input.trim().split(' ');
    return link.write?.({ url, text: words.length > 0 ? words.join(' ') : null }, site);
  },
  text: (cell) => {
    if (cell.stored === undefined) return '';
    const { url, text } = stored(cell);
    return text === url ? `${url}` : `${text} - ${url}`;
  },
  fields: { url: (cell) => stringIn(stored(cell), 'url'), url_text: (cell) => stringIn(stored(cell), 'text'), updated_at: updatedAt },
};

export const email: ColumnKind = {
  type: 'email',
  typename: 'EmailValue',
  idPrefix: 'email',
  eventType: 'email',
  write: (input, site) => {
    const address = isObject(input) ? stringIn(input, 'email') : null;
    const words = isObject(input) ? stringIn(input, 'text') : null;
    if (address === null || words === null || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) throw badValue(site, input);
    return { text: words, email: address, changed_at: site.now };
  },
  writeText: (input, site) => {
    const [address = '', ...words] = input.trim().split(' ');
    return email.write?.({ email: address, text: words.join(' ') || address }, site);
  },
  text: (cell) => stringIn(stored(cell), 'text') ?? '',
  fields: { email: (cell) => stringIn(stored(cell), 'email'), label: (cell) => stringIn(stored(cell), 'text'), updated_at: updatedAt },
};

export const phone: ColumnKind = {
  type: 'phone',
  typename: 'PhoneValue',
  idPrefix: 'phone',
  eventType: 'phone',
  write: (input, site) => {
    const raw = isObject(input) ? input.phone : undefined;
    const number = typeof raw === 'number' ? String(raw) : raw;
    const country = isObject(input) ? (stringIn(input, 'countryShortName') ?? '') : '';
    if (typeof number !== 'string' || !/^\+?[\d\s().-]{3,}$/.test(number) || !/^([A-Z]{2})?$/.test(country)) throw badValue(site, input);
    return { phone: number.replace(/[\s().-]/g, ''), countryShortName: country, changed_at: site.now };
  },
  writeText: (input, site) => {
    const [number, country] = input.trim().split(' ');
    return phone.write?.({ phone: number, countryShortName: country ?? null }, site);
  },
  text: (cell) => (stringIn(stored(cell), 'phone') ?? '').replace(/^\+/, ''),
  fields: {
    phone: (cell) => stringIn(stored(cell), 'phone'),
    country_short_name: (cell) => stringIn(stored(cell), 'countryShortName'),
    updated_at: updatedAt,
  },
};
