/** Confluence's JSON as we ask for it (the second API). */
import { z } from 'zod';

const id = z.union([z.string(), z.number()]).transform(String);

const version = z.object({ number: z.number().int(), message: z.string().nullish(), createdAt: z.string().nullish() });

const storage = z.object({ storage: z.object({ value: z.string() }).nullish() }).nullish();

export const page = z.object({
  id,
  status: z.string(),
  title: z.string(),
  spaceId: id,
  parentId: id.nullish(),
  version,
  body: storage,
});

/** A list: `_links.next` is there while there is more. */
export const listOf = <T extends z.ZodType>(one: T) =>
  z.object({ results: z.array(one), _links: z.object({ next: z.string().nullish() }).nullish() });

export const child = z.object({ id, status: z.string() });

/** A version that was, with what the page said then. */
export const pastVersion = version.extend({ page: z.object({ title: z.string().nullish(), body: storage }).nullish() });

export const user = z.object({
  accountId: z.string(),
  displayName: z.string().nullish(),
  publicName: z.string().nullish(),
  email: z.string().nullish(),
});

export const site = z.object({ id: z.string(), url: z.string(), name: z.string(), scopes: z.array(z.string()).default([]) });

export const errors = z.object({
  errors: z.array(z.object({ status: z.number().optional(), code: z.string().optional(), title: z.string().optional() })).min(1),
});

export type WirePage = z.infer<typeof page>;
export type WireUser = z.infer<typeof user>;
export type Site = z.infer<typeof site>;
