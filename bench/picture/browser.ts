import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is used of a page of Playwright, which only the host of the end-to-end tests has. */
export interface Page {
  goto(url: string): Promise<unknown>;
  /** Has a function run in every page before its own scripts. */
  addInitScript(script: () => void): Promise<void>;
  /** Runs a function in the page; it sees nothing of this file but what it is given. */
  evaluate<T, A>(script: (given: A) => T | Promise<T>, given: A): Promise<T>;
  close(): Promise<void>;
  context(): { newCDPSession(page: Page): Promise<Session> };
}

/** A line to the browser's own tools. */
export interface Session {
  send(method: string): Promise<Readonly<Record<string, number>>>;
  on(event: string, hear: (said: { readonly chunk: string }) => void): void;
  off(event: string, hear: (said: { readonly chunk: string }) => void): void;
}

export interface Browser {
  newPage(options: { readonly viewport: { readonly width: number; readonly height: number } }): Promise<Page>;
  version(): string;
  close(): Promise<void>;
}

const host = pathToFileURL(path.join(import.meta.dirname, '../../host/browser.mjs')).href;

/** The headless Chromium of the end-to-end tests; where it does not start, why not. */
export async function openBrowser(): Promise<Browser | { readonly missing: string }> {
  try {
    const { launchBrowser } = (await import(host)) as { launchBrowser(): Promise<Browser> };
    return await launchBrowser();
  } catch (error) {
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { missing: `no browser: ${line}; \`node host/setup.mjs\` fetches one` };
  }
}
