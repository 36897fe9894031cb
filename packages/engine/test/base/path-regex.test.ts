import { describe, expect, test } from 'vitest';
import { matchPath, notFollowed, rewritten } from '../../src/base/path-regex.ts';

describe('regular expressions for paths', () => {
  test.each([
    ['/api/v[0-9]+/.*', '/API/v2/x', ['/API/v2/x']],
    ['/something(/|$)(.*)', '/something/new', ['/something/new', '/', 'new']],
    ['/something(/|$)(.*)', '/somethings', undefined],
    ['/a(?:b|c)?d{2,3}$', '/acddd', ['/acddd']],
    ['/a\\.b', '/axb', undefined],
    ['/[^/]+/end', '/one/two/end', undefined],
  ])('%s at the beginning of %s', (source, path, found) => {
    const match = matchPath(source, path, 'beginning');
    expect(match === undefined || typeof match === 'string' ? match : [...match]).toEqual(found);
  });

  test.each([
    '/(a+)+$',
    '/(a*b?)*c',
    '/(?=x)y',
    '/(?<name>x)',
    '/\\bword',
    '/[[:alpha:]]+',
    '/a++',
    '/é',
    '/(x',
    '/x)',
    '/.*.*.*.*.*',
  ])('%s is not followed, and it is said', (source) => {
    expect(notFollowed(source)).toBeDefined();
    expect(matchPath(source, '/x', 'beginning')).toBeTypeOf('string');
  });

  test('an expression that JavaScript refuses, and a path that would take long, are said not to be followed', () => {
    expect(matchPath('/[z-a]', '/x', 'beginning')).toBe('/[z-a] is no regular expression');
    expect(matchPath('/.*.*.*x', `/${'y'.repeat(5000)}`, 'beginning')).toMatch(/too long/);
  });

  test('a target is filled with what groups took; one that says more than a path is not followed', () => {
    const match = matchPath('/a(/|$)(.*)', '/a/b/c', 'anywhere');
    if (!match || typeof match === 'string') throw new Error('no match');
    expect(rewritten('/x/$2', match)).toBe('/x/b/c');
    expect(rewritten('/x/$3', match)).toBe('/x/');
    for (const target of ['/x?y=$1', 'https://other.example/$1', '/$host', '$2', '/$12'])
      expect(rewritten(target, match)).toBe(undefined);
  });
});
