import type { HttpSide } from '../../network/program.ts';
import type { BalancerKind } from './balancer.ts';
import { relayingNode } from './relaying.ts';

/** It says who asked and which of its addresses was asked; with nobody healthy it answers 502 (Cloud Load Balancing documentation, X-Forwarded-For header, failed_to_pick_backend). */
const side: HttpSide = { forwards: 'append-both', unreachable: 502, nobody: { status: 502, cause: 'GKE-READY' } };

/** Google's front end: an external Application Load Balancer, whose address is announced everywhere. */
export const gfe: BalancerKind = {
  id: 'gfe',
  doc: "Google's external Application Load Balancer: its front end ends connections, and opens others from 35.191.0.0/16 and 130.211.0.0/22.",
  failsOpen: false,
  checked: false,
  agent: 'GoogleHC/1.0',
  ownsPublic: true,
  lower: (place) => relayingNode(place, side),
};
