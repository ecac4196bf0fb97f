import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { prepareWebApp } from './web-app.ts';

async function prepare() {
  const lines: string[] = [];
  const app = await prepareWebApp({ onProgress: (line) => lines.push(line) });
  return { directory: 'directory' in app ? app.directory : '', lines };
}

test('is built where its sources changed, and not a second time', async () => {
  await prepare();
  const { directory, lines } = await prepare();

  expect(lines).toEqual(['web app: unchanged since its last build']);
  expect(existsSync(join(directory, 'index.html'))).toBe(true);
}, 30_000);

test('has pages that load only files of their own with a hash in their names, as their security policy wants', async () => {
  const { directory } = await prepare();
  const pages = readdirSync(directory).filter((name) => name.endsWith('.html'));

  expect(pages.sort()).toEqual(['404.html', 'index.html']);
  for (const page of pages) {
    const html = readFileSync(join(directory, page), 'utf8');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    for (const address of loaded.filter((found) => found !== '/' && !found.startsWith('data:'))) {
      expect(address).toMatch(/^\/assets\/[\w-]+-[\w-]{8}\.(js|css)$/);
      expect(existsSync(join(directory, address))).toBe(true);
    }
  }
}, 30_000);
