import { createModel } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import truth from './ground-truth.json' with { type: 'json' };
import { type Build, type Case, podOf, probesOf, textOf } from './ground-truth.ts';

const cases = truth.cases as unknown as readonly Case[];

const builds: readonly Build[] = [
  { cni: 'vpc-cni 1.21 { ENABLE_NETWORK_POLICY true }', cloud: 'aws', platform: 'eks', administrators: 'v1alpha2' },
  { cni: 'calico', cloud: 'plain', platform: 'plain', administrators: 'v1alpha2' },
  { cni: 'calico', cloud: 'plain', platform: 'plain', administrators: 'v1alpha1' },
  { cni: 'cilium', cloud: 'plain', platform: 'plain', administrators: 'none' },
];

/** AWS takes no such blocks into one network; the packets do not mind. */
const isError = ({ severity, message }: { readonly severity?: number; readonly message: unknown }): boolean =>
  severity === 1 && !/ cannot be added to vpc net: /.test(String(message));

/** A block of a pod's own address in a policy means the address that the pod gets here. */
async function built(of: Case, build: Build) {
  const probes = probesOf(of).filter(
    // nobody outside of a cluster with Calico has a route to its pods
    ({ from }) => build.cloud === 'aws' || !from.startsWith('ip:'),
  );
  let text = textOf(of, probes, build);
  const first = createModel((await topologyOf(text)).topology);
  for (const { ns, name, ip } of of.cluster.pods) {
    if (ip === undefined) continue;
    const own = first.plan.pods.find((each) => `${each.namespace}/${each.name}` === podOf(`${ns}/${name}`))?.address;
    text = text.replaceAll(`${ip}/32`, `${own}/32`);
  }
  const { topology, diagnostics } = await topologyOf(text);
  return { probes, model: createModel(topology), text, errors: diagnostics.filter(isError) };
}

/** Cilium knows no policies of administrators. */
const casesOf: Readonly<Record<Build['administrators'], (tags: readonly string[]) => boolean>> = {
  v1alpha2: () => true,
  v1alpha1: (tags) => tags.includes('admin'),
  none: (tags) => !tags.includes('admin'),
};

/** Where an enforcer does not do what Kubernetes says: to Cilium a block means no pod (its documentation, known missing features, #9209). */
const differs: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  cilium: { 'k8s/cidr-except': ['x/a x/c NP-POL'] },
};

describe.each(builds)(
  'NetworkPolicies of published tests, with cni $cni and administrators in $administrators',
  (build) => {
    it.each(cases.filter(({ tags }) => casesOf[build.administrators](tags)))(
      '$id: every flow is allowed or denied as its source says',
      async (of) => {
        const { probes, model, text, errors } = await built(of, build);
        expect(errors.map(({ message }) => message)).toEqual([]);
        expect(probes.length).toBeGreaterThan(0);
        const wrong = model.topology.walks.flatMap(({ id }, i) => {
          const probe = probes[i]!;
          const [route] = model.trace(id).routes;
          const undetermined = route === undefined || route.verdict === 'undetermined';
          const denied = route?.cause === 'NP-POL' || route?.cause === 'DNS-DENY';
          return undetermined || denied === probe.allowed
            ? [{ ...probe, said: undetermined ? route?.assumes : (route.cause ?? route.verdict) }]
            : [];
        });
        const known = differs[build.cni]?.[of.id] ?? [];
        expect(
          wrong.map(({ from, to, said }) => `${from} ${to} ${said}`),
          text,
        ).toEqual(known);
      },
    );
  },
);
