import { describe, expect, it } from 'vitest';
import { causeCodes, explainCause, stepKinds, stepLabel } from '../../../src/index.ts';
import { raisedCauses } from '../../../src/views/explain/raised-causes.ts';
import { causeExamples } from './cause-examples.ts';

describe('causes', () => {
  it('have a title that goes on after a device, what the client sees, and what to change', () => {
    for (const code of causeCodes) {
      const cause = explainCause(code)!;
      expect(code).toMatch(/^[A-Z0-9]+(-[A-Z0-9]+)*$/);
      expect(cause.title).toMatch(/^[^A-Z\s]|^[A-Z]{2,}|^NodePorts|^loadBalancer/);
      expect(cause.title).not.toMatch(/\.$/);
      expect(cause.fix).toMatch(/\.$/);
      expect(cause.sees).not.toBe('');
    }
  });
  it('are unknown outside of the list', () => {
    expect(explainCause('NO-SUCH')).toBeUndefined();
    expect(explainCause('toString')).toBeUndefined();
  });
});

describe('step labels', () => {
  it('exist for every kind of step', () => {
    for (const kind of stepKinds) expect(stepLabel(kind)).toMatch(/^[a-z]/);
  });
});

describe('docs/causes.md', () => {
  it('has a section for each cause: whether it is raised, and the file that does', async () => {
    const sections = causeCodes.map((code) => {
      const { title, sees, fix } = explainCause(code)!;
      const sentence = `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
      const example = raisedCauses[code] === undefined ? undefined : causeExamples[code];
      const raised = example === undefined ? '* Raised: not yet.' : '* Raised: yes, by this:';
      const block = example === undefined ? '' : `\n\`\`\`netk\n${example}\n\`\`\`\n`;
      return `## ${code}\n\n${sentence}\n\n* The client sees ${sees}.\n* What to change: ${fix}\n${raised}\n${block}`;
    });
    const rows = causeCodes.map((code) => {
      const raised = raisedCauses[code] === undefined ? 'not yet' : 'yes';
      return `| [${code}](#${code.toLowerCase()}) | ${explainCause(code)!.title.replaceAll('|', '\\|')} | ${raised} |`;
    });
    const count = Object.keys(raisedCauses).length;
    const head = [
      '# Why a packet does not arrive\n',
      'The closed list of causes. A walk that is not delivered names one of them.\n',
      `${count} of the ${causeCodes.length} are raised today, each by the example in its section; the others are for what netk does not model yet.\n`,
      '| cause | meaning | raised |\n|---|---|---|',
      `${rows.join('\n')}\n`,
    ].join('\n');
    await expect([head, ...sections].join('\n')).toMatchFileSnapshot('../../../../../docs/causes.md');
  });
});
