import { reassemblyPriority } from '../../network/hook-priorities.ts';
import type { HookMember } from '../hook-entry.ts';
import { reassemble } from '../stages/size.ts';

/** Tracking wants whole packets (nf_defrag_ipv4.c, nf_defrag_ipv6_hooks.c): fragments are put together in front of it. */
export const reassemblyAt: HookMember = ({ conntrack }, hook) =>
  conntrack && (hook === 'PREROUTING' || hook === 'OUTPUT')
    ? [
        {
          priority: reassemblyPriority,
          stages: [{ stage: 'reassembly', priority: reassemblyPriority }],
          run: reassemble,
        },
      ]
    : [];
