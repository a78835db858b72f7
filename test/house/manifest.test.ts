/** monday-app.json against what monday's own CLI accepts as an app manifest, and against what we serve. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('monday-app.json');

// As @mondaycom/apps-cli reads a manifest (JSON is YAML): it refuses members it doesn't know at the root and in `app`.
const hosting = z.strictObject({ type: z.literal('upload'), path: z.string() });
const feature = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  type: z.enum(['AppFeatureBoardView', 'AppFeatureDashboardWidget', 'AppFeatureIntegration']),
  name: z.string().min(1),
  build: z.object({ source: z.enum(['customUrl', 'mondayCode', 'mondayCodeCdn']), suffix: z.string().startsWith('/').optional() }),
});
const manifest = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  app: z.strictObject({
    id: z.string().optional(),
    name: z.string(),
    hosting: z.strictObject({ cdn: hosting.optional(), server: hosting.optional() }).optional(),
    features: z.array(feature),
  }),
});

describe('the app manifest', () => {
  const { app } = manifest.parse(JSON.parse(text));

  it('names the app as the marketplace takes it: at most 30 characters, plain, without the name of monday', () => {
    expect(app.name).toMatch(/^[\w &.-]{1,30}$/);
    expect(app.name).not.toMatch(/monday/i);
  });

  it('has a board view, a dashboard widget and an integration, each under a key of its own', () => {
    expect(app.features.map(({ type }) => type).sort()).toEqual([
      'AppFeatureBoardView',
      'AppFeatureDashboardWidget',
      'AppFeatureIntegration',
    ]);
    expect(new Set(app.features.map(({ key }) => key)).size).toBe(3);
  });

  it('points its views at what the server serves', () => {
    const views = app.features.filter(({ type }) => type !== 'AppFeatureIntegration');
    expect(views.map(({ build }) => build.suffix)).toEqual(['/view/', '/view/']);
    expect(read('server/create-server.ts')).toContain("web.use('/view',");
  });

  it('holds no placeholder: the CLI would ask the environment for it', () => {
    expect(text).not.toMatch(/\{\{.*\}\}/);
  });
});
