import { expect, test } from '@jest/globals';
import { STAGE_NAMES } from '../src/stages.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

expect.addSnapshotSerializer({
  test: (value) => typeof value === 'string' && /[0-9a-f]{64}/.test(value),
  print: (value) => JSON.stringify(String(value).replaceAll(/[0-9a-f]{64}/g, '<asset>')),
});

test.each(STAGE_NAMES)('stage %s is what was last reviewed', (stage) => {
  const { data, app, web } = synthesizeTemplates(stage);

  expect(data.toJSON()).toMatchSnapshot('data');
  expect(app.toJSON()).toMatchSnapshot('app');
  expect(web?.toJSON()).toMatchSnapshot('web');
});
