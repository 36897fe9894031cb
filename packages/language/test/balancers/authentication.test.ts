import { describe, expect, test } from 'vitest';
import { asking } from './asking.ts';

const site = (lines: string, walk: string, service = '') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  aws-load-balancer-controller 3.5
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web { selector app=web; port 80 -> 8080; ${service} }
  ingress edge on alb {
    scheme internal; target-type ip; subnet a 10.0.1.100; subnet b 10.0.2.100; listen-ports HTTPS:443, HTTP:80
    rule host "shop.example" path "/" -> web:80
    ${lines}
  }
}
walk ask from h to ${walk}`;

const asked = async (lines: string, walk: string, service = '') => {
  const { errors, traces } = await asking(site(lines, walk, service));
  const [way] = traces.ask!.routes;
  return [...errors, ...(way ? [way.client, way.location ?? '', ...(way.assumes ?? [])] : [])].join(' ').trim();
};

const oidc = 'auth-type oidc; auth-idp-oidc { authorizationEndpoint "https://idp.example/authorize" }';
const nonce = 'header "Cookie: AWSALBAuthNonce=n"';
const secure = '"https://shop.example/cart"';

describe('an ALB that authenticates', () => {
  test('sends who has no session to the provider of identities, over HTTPS alone', async () => {
    expect(await asked(oidc, secure)).toBe('http-302 https://idp.example/authorize');
    expect(await asked(oidc, '"http://shop.example/cart"')).toBe('ok');
    expect(await asked('', secure)).toBe('ok');
  });

  test.each([
    ['deny', 'http-401'],
    ['allow', 'ok'],
    ['authenticate', 'http-302 https://idp.example/authorize'],
  ])('does with who has none what is written: %s', async (what, got) => {
    expect(await asked(`${oidc}; auth-on-unauthenticated-request ${what}`, secure)).toBe(got);
  });

  test('knows the pages of Cognito by the domain and the region of the pool, and of a Service that says it itself', async () => {
    const pool = (domain: string) =>
      `auth-type cognito; auth-idp-cognito { userPoolARN "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_x"; userPoolDomain "${domain}" }`;
    const page = 'http-302 https://shop.auth.eu-central-1.amazoncognito.com/oauth2/authorize';
    expect(await asked(pool('shop'), secure)).toBe(page);
    expect(await asked(pool('login.shop.example'), secure)).toBe(
      'http-302 https://login.shop.example/oauth2/authorize',
    );
    expect(await asked(oidc, secure, pool('shop'))).toBe(page);
  });

  test('alone knows whether a session is good, and what comes back from the provider', async () => {
    expect(await asked(oidc, `${secure} { header "Cookie: a=1; AWSELBAuthSessionCookie-0=x" }`)).toContain(
      'whether the session in the cookie AWSELBAuthSessionCookie is good is not known',
    );
    expect(await asked(oidc, `"https://shop.example/oauth2/idpresponse?code=a&state=b" { ${nonce} }`)).toContain(
      'is not followed',
    );
    expect(
      await asked(`${oidc}; auth-session-cookie own`, `${secure} { header "Cookie: AWSELBAuthSessionCookie-0=x" }`),
    ).toBe('http-302 https://idp.example/authorize');
  });

  test.each([
    ['without a state', 'error=access_denied', nonce, 'http-401'],
    ['without the cookie that it gave', 'error=access_denied&state=b', '', 'http-401'],
    ['with an error', 'error=access_denied&state=b', nonce, 'http-561'],
  ])('answers who comes back from the provider %s', async (_, query, header, got) => {
    expect(await asked(oidc, `"https://shop.example/oauth2/idpresponse?${query}" { ${header} }`)).toBe(got);
  });

  test('is not made without a provider, which its line says', async () => {
    const why = 'ingress edge: auth-type oidc needs auth-idp-oidc';
    expect(await asked('auth-type oidc', secure)).toContain(why);
    expect(await asked('auth-type saml', secure)).toContain('auth-type saml: none, oidc or cognito');
  });
});
