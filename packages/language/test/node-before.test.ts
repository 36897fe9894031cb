import { CstUtils, isCompositeCstNode } from 'langium';
import { describe, expect, test } from 'vitest';
import { nodeBefore } from '../src/syntax/node-before.ts';
import { examples } from './examples.ts';
import { parse } from './services.ts';

const broken = 'vpc v { a { b\n/** c */ d\n\ncluster { /* e */ pod p; pod q\n} } }\n// f\nnode\n';

describe('the node before a node', () => {
  test.each([...examples, ['a broken file', broken]])('of %s is the one that Langium finds', (_name, text) => {
    const open = [parse(text).value.$cstNode];
    let count = 0;
    for (let node = open.pop(); node; node = open.pop()) {
      expect(nodeBefore(node) === CstUtils.getPreviousNode(node)).toBe(true);
      count += 1;
      if (isCompositeCstNode(node)) open.push(...node.content);
    }
    expect(count).toBeGreaterThan(20);
  });
});
