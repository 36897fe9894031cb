import { describe, expect, test } from 'vitest';
import { asking, endOf } from './asking.ts';

/** An nginx that is asked directly, and two pods. What a real one does is compared in the laboratory (`lab/test/nginx.test.ts`). */
const file = (ingresses: string, host: string, path: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  security-group open { ingress all from 0.0.0.0/0 }
}
cluster c on eks in main {
  ingress-nginx { publish-service default/nginx }
  node n m5.large 10.0.1.10 in a {
    security-groups open
    pod edge 10.0.1.40 { labels app=nginx; port 80 }
    pod web 10.0.1.50 { labels app=web; port 8080; response "/inner/x" 404 }
    pod two 10.0.1.51 { labels app=two; port 8080 }
  }
  service nginx { selector app=nginx; port 80 }
  service web { selector app=web; port 80 -> 8080 }
  service two { selector app=two; port 80 -> 8080 }
  ${ingresses}
}
walk w from h to "http://10.0.1.40${path}" { header "Host: ${host}" }
`;

const asked = async (ingresses: string, path: string) => {
  const { errors, traces } = await asking(file(ingresses, 'shop.example', path));
  expect(errors).toEqual([]);
  const [way] = traces.w!.routes;
  return [way!.client, endOf(way!), ...(way!.assumes ?? [])].join(' ');
};

describe('an nginx with regular expressions', () => {
  const regex = 'ingress a on nginx { use-regex true; rule host "shop.example" path "/v[0-9]+/" -> web:80 }';
  const beside = 'ingress b on nginx { rule host "shop.example" path "/two" Exact -> two:80 }';

  test('makes all locations of the host such, those of other Ingresses too: whatever the case, and at the beginning', async () => {
    expect(await asked(`${regex}\n${beside}`, '/V7/x')).toBe('ok web');
    expect(await asked(`${regex}\n${beside}`, '/twofold')).toBe('ok two');
    expect(await asked(beside, '/twofold')).toBe('http-404 edge');
  });

  test('asks the pod for what the target says', async () => {
    const rewrite = (to: string) =>
      `ingress a on nginx { rewrite-target "${to}"; rule host "shop.example" path "/outer(/|$)(.*)" -> web:80 }`;
    expect(await asked(rewrite('/inner/$2'), '/outer/x')).toBe('http-404 web');
    expect(await asked(rewrite('/inner/$2'), '/outer/y')).toBe('ok web');
    expect(await asked(rewrite('/inner/$host'), '/outer/y')).toBe(
      'unknown edge rewrite-target /inner/$host says more than a path, which is not followed',
    );
  });

  test('leaves open what comes of an expression that netk does not follow, and no path that is decided before it', async () => {
    const open =
      'ingress a on nginx { use-regex true; rule host "shop.example" path "/(a+)+x" -> web:80; rule host "shop.example" path "/longer/[a-z]+" -> two:80 }';
    expect(await asked(open, '/aaax')).toBe(
      'unknown edge the regular expression /(a+)+x is not followed: a repetition within a repetition',
    );
    expect(await asked(open, '/longer/x')).toBe('ok two');
  });
});
