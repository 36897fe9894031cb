import { describe, expect, it } from 'vitest';
import { resolverOf } from '../../../src/compilers/resolvers/index.ts';
import { resolve } from './dns-server.ts';

const pod = {
  search: ['default.svc.cluster.local'],
  options: ['ndots:5'],
  hosts: [{ address: '10.0.1.5', name: 'web-0' }],
};
const long = (label: number) => `${'a'.repeat(label)}.example`;
const whole = (last: number) => `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(last)}`;

/** What a library told, or that it asked. */
function told(library: string, name: string, families: readonly ('A' | 'AAAA' | 'MX')[] = ['A', 'AAAA']): string {
  const [id, version] = library.split(' ');
  const { found, sent } = resolve(resolverOf(id, version)!, pod, name, () => ({ rcode: 'NXDOMAIN' }), families);
  if (sent.length > 0) return 'asks';
  return found.kind === 'addresses' ? found.records.map(({ value }) => value).join(' ') : found.error;
}

describe('what a library tells without a question', () => {
  // of glibc 2.36 all were seen; those of the others are what their sources say
  const libraries = ['glibc 2.36', 'musl 1.2.5', 'go 1.23', 'c-ares 1.34.6'];
  it.each<[string, readonly string[]]>([
    ['10.0.16.200', ['10.0.16.200', '10.0.16.200', '10.0.16.200', 'asks']],
    ['2001:DB8::1', ['2001:db8::1', '2001:db8::1', '2001:db8::1', 'asks']],
    ['127.1', ['127.0.0.1', '127.0.0.1', 'no such host', 'asks']],
    ['0x7f000001', ['127.0.0.1', '127.0.0.1', 'asks', 'asks']],
    ['01.02.03.04', ['1.2.3.4', '1.2.3.4', 'no such host', 'asks']],
    ['256.1.1.1', ['asks', 'asks', 'no such host', 'asks']],
    ['1.2.3.4.5', ['asks', 'asks', 'no such host', 'asks']],
    ['10.0.16.200.', ['asks', 'asks', 'no such host', 'asks']],
    ['localhost', ['127.0.0.1 ::1', '127.0.0.1 ::1', '127.0.0.1 ::1', 'asks']],
    ['LocalHost', ['127.0.0.1 ::1', '127.0.0.1 ::1', '127.0.0.1 ::1', 'asks']],
    ['localhost.', ['asks', 'asks', 'asks', 'asks']],
    ['web-0', ['10.0.1.5', '10.0.1.5', '10.0.1.5', 'asks']],
    ['web-0.default', ['asks', 'asks', 'asks', 'asks']],
    ['', ['EAI_NONAME', 'EAI_NONAME', 'no such host', 'asks']],
    ['.', ['asks', 'EAI_NONAME', 'asks', 'asks']],
    ['a..b', ['EAI_NONAME', 'EAI_NONAME', 'no such host', 'EBADNAME']],
    ['.web', ['EAI_NONAME', 'EAI_NONAME', 'no such host', 'EBADNAME']],
    ['web..', ['EAI_NONAME', 'EAI_NONAME', 'no such host', 'EBADNAME']],
    [long(63), ['asks', 'asks', 'asks', 'asks']],
    [long(64), ['EAI_NONAME', 'EAI_NONAME', 'no such host', 'EBADNAME']],
    [whole(61), ['asks', 'asks', 'asks', 'asks']],
    [whole(62), ['EAI_NONAME', 'EAI_NONAME', 'no such host', 'EBADNAME']],
    ['-web', ['EAI_NONAME', 'asks', 'no such host', 'asks']],
    ['web-', ['asks', 'asks', 'no such host', 'asks']],
    ['_web', ['asks', 'asks', 'asks', 'asks']],
    ['*.web', ['EAI_NONAME', 'asks', 'no such host', 'asks']],
    [' web', ['EAI_NONAME', 'asks', 'no such host', 'asks']],
    ['bücher.example', ['EAI_NONAME', 'asks', 'no such host', 'asks']],
  ])('%j', (name, answers) => {
    expect(libraries.map((library) => told(library, name))).toEqual(answers);
  });

  it('has no address of a family that was not asked for, and asks for every other type', () => {
    expect(told('glibc', '10.0.16.200', ['AAAA'])).toBe('EAI_ADDRFAMILY');
    expect(told('musl', 'localhost', ['AAAA'])).toBe('::1');
    expect(told('glibc', 'localhost', ['MX'])).toBe('asks');
  });
});
