import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, type Topology } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { checksOf, compareWithKernel, type Sight, type Subject, subjectOf, type Verdict } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const text = readFileSync(path.join(import.meta.dirname, 'balancers.netk'), 'utf8');

function subject(topology: Topology): Subject {
  const [first, ...others] = topology.walks.map(({ id }) => id);
  return subjectOf(createModel(topology), [first!, ...others]);
}

const seen = ({ trace, result }: Verdict): string =>
  `${trace.name}: ${result.kind === 'equal' ? got(result.sight) : JSON.stringify(result)}`;

const got = ({ client, location }: Sight): string => (location === undefined ? client : `${client} → ${location}`);

/** Each pod is unhealthy in its own way: by TCP, which asks only whether it accepts, and by HTTP, whose checks wait 5 s. */
const checked = `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1; subnet b 10.0.2.0/24 zone az2 }
cluster c on eks in main {
  node n m5.large in a {
    pod well 10.0.1.50 { labels app=web; port 8080 }
    pod broken 10.0.1.51 { labels app=web; port 8080; response "/hc" 500 }
    pod silent 10.0.1.52 { labels app=web; port 8080; response "/hc" none }
    pod resets 10.0.1.53 { labels app=web; port 8080; response "/hc" rst }
    pod late 10.0.1.54 { labels app=web; port 8080; response "/hc" 200 7s }
    pod slow 10.0.1.55 { labels app=web; port 8080; response "/hc" 200 3s }
    pod refuses 10.0.1.56 { labels app=web; port 9 }
  }
  service web { selector app=web; port 80 -> 8080 }
  service flows LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.20; selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; subnet a 10.0.1.21; subnet b 10.0.2.21; healthcheck-path "/hc"; rule path "/" -> web:80 }
}`;

/** An nginx with regular expressions, and an ALB that asks who somebody is. */
const reading = `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
  security-group open { ingress all from 0.0.0.0/0 }
}
cluster c on eks in main {
  aws-load-balancer-controller 3.5
  ingress-nginx { publish-service default/nginx }
  node n m5.large 10.0.1.10 in a {
    security-groups open
    pod edge 10.0.1.40 { labels app=nginx; port 80 }
    pod web 10.0.1.50 { labels app=web; port 8080; response "/inner/x" 404 }
  }
  service nginx { selector app=nginx; port 80 }
  service web { selector app=web; port 80 -> 8080 }
  ingress inner on nginx { rewrite-target "/inner/$2"; rule host "shop.example" path "/outer(/|$)(.*)" -> web:80 }
  ingress front on alb {
    scheme internal; target-type ip; subnet a 10.0.1.21; subnet b 10.0.2.21; listen-ports HTTPS:443, HTTP:80
    auth-type oidc; auth-idp-oidc { authorizationEndpoint "https://idp.example/authorize" }
    rule host "shop.example" path "/" -> web:80
  }
}
walk fits from h to "http://10.0.1.40/OUTER/x" { header "Host: shop.example" }
walk misses from h to "http://10.0.1.40/outers" { header "Host: shop.example" }
walk who from h to "https://10.0.1.21/" { header "Host: shop.example" }
walk anybody from h to "http://10.0.1.21/" { header "Host: shop.example" }`;

describe.skipIf(reason)('balancers in the kernel', () => {
  test('read paths by regular expressions, rewrite them, and send who has no session elsewhere', async () => {
    const { topology, diagnostics } = await topologyOf(reading);
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    const [verdicts = []] = await compareWithKernel([subject(topology)]);
    expect(verdicts.map(seen)).toEqual([
      'fits: http-404',
      'misses: http-404',
      'who: http-302 → https://idp.example/authorize',
      'anybody: ok',
    ]);
  }, 60_000);

  test('find with their own checks whom the walks call healthy, and why the others are not', async () => {
    const { topology, diagnostics } = await topologyOf(checked);
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    const subject = checksOf(createModel(topology));
    const [verdicts = []] = await compareWithKernel([subject], { patience: 900, second: 45 });
    const found = verdicts.map(({ trace, result }) => {
      const { check, state } = subject.checks!.get(trace)!;
      const seen = result.kind === 'equal' ? result.sight.client : JSON.stringify(result);
      return `${check.protocol} ${trace.flow.to}: ${state}, ${seen}`;
    });
    expect([...new Set(found)].sort()).toEqual([
      'HTTP broken: unhealthy, http-500',
      'HTTP late: unhealthy, ok',
      'HTTP refuses: unhealthy, refused',
      'HTTP resets: unhealthy, closed',
      'HTTP silent: unhealthy, timeout',
      'HTTP slow: healthy, ok',
      'HTTP well: healthy, ok',
      'TCP broken: healthy, ok',
      'TCP late: healthy, ok',
      'TCP refuses: unhealthy, refused',
      'TCP resets: healthy, ok',
      'TCP silent: healthy, ok',
      'TCP slow: healthy, ok',
      'TCP well: healthy, ok',
    ]);
  }, 60_000);

  test('pass on, answer themselves, reset and stay silent as the walks say, at each of their nodes', async () => {
    const { topology, diagnostics } = await topologyOf(text);
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    const verdicts = (await compareWithKernel([subject(topology)], { rules: true })).flat();
    expect([...new Set(verdicts.map(seen))]).toEqual([
      'both: ok',
      'rule-404: http-404',
      'deaf-502: http-502',
      'nobody-503: http-503',
      'pattern: ok',
      'answered: ok',
      'slow-504: http-504',
      'late: ok',
      'cut-502: http-502',
      'mute-504: http-504',
      'gone-404: http-404',
      'broken-500: http-500',
      'direct: timeout',
      'flows: ok',
      'flows-b: ok',
      'seen: ok',
      'seen-own-zone: ok',
      'seen-by-itself: timeout',
      'seen-from-deaf: timeout',
      'no-listener: timeout',
      'reset: refused',
      'fails-open: refused',
      'classic: ok',
      'classic-late: ok',
      'classic-slow: closed',
      'classic-mute: closed',
      'classic-cut: closed',
      'classic-gone: http-404',
      'classic-closed: closed',
      'classic-lost: closed',
      'classic-lost-flow: closed',
      'classic-sick: closed',
      'classic-sick-flow: closed',
      'moved-secure: http-301 → https://secure.example:443/cart?a=1',
      'moved-port: http-302 → https://odd.example:8443/',
      'moved-elsewhere: http-302 → http://www.elsewhere.example:80/from/80/a/b?was=c=d&by=http',
      'moved-plain: http-302 → http://www.elsewhere.example:80/from/80/?was=&by=http',
      'answers-tea: http-418',
      'answers-fine: ok',
    ]);
  }, 120_000);
});
