import { expect, test } from 'vitest';
import { panelPage } from '../src/panel-page.ts';

const page = panelPage({ style: 's.css', script: 'w.js', source: 'https://here', nonce: 'secret' });

test("the panel's page has something to paint before any script runs", () => {
  const body = page.slice(page.indexOf('<body>'));
  expect(body.indexOf('class="bar"')).toBeGreaterThan(0);
  expect(body.indexOf('class="bar"')).toBeLessThan(body.indexOf('<script'));
});

test("no script runs in the panel's page without its word, and nothing is named by a tag that holds the page up", () => {
  const tags = page.match(/<script[^>]*>/g);
  expect(tags).toEqual(['<script nonce="secret">']);
  expect(page).toContain("default-src 'none'; script-src 'nonce-secret'; style-src https://here 'nonce-secret';");
  expect(page.match(/<link rel="\w+/g)).toEqual(['<link rel="preload', '<link rel="preload']);
  expect(page).toContain('"nonce":"secret","src":"w.js"');
});
