import type { Authentication } from '../../../network/program.ts';
import type { Setting } from '../../../topology/setting.ts';
import type { Annotations } from '../common/annotations.ts';
import type { Report } from '../common/report.ts';

const reactions = ['authenticate', 'deny', 'allow'] as const;

/**
 * Whom a rule asks who he is before it does anything, on listeners for HTTPS alone (aws-load-balancer-controller 043f39b,
 * pkg/ingress/auth_config_builder.go, model_build_actions.go).
 */
export function authenticationOf(annotations: Annotations, what: string, report: Report): Authentication | undefined {
  const setting = annotations.of('auth-type');
  const type = setting?.values[0] ?? 'none';
  if (!setting || type === 'none') return undefined;
  if (type !== 'oidc' && type !== 'cognito') {
    report.refuse('NK086', setting.id, `${what}: auth-type ${type}: none, oidc or cognito`);
    return undefined;
  }
  const provider = annotations.of(`auth-idp-${type}`);
  if (!provider) {
    report.refuse('NK086', setting.id, `${what}: auth-type ${type} needs auth-idp-${type}`);
    return undefined;
  }
  const said = annotations.text('auth-on-unauthenticated-request') ?? 'authenticate';
  const without = reactions.find((each) => each === said);
  if (!without) {
    const about = annotations.of('auth-on-unauthenticated-request')!.id;
    report.refuse('NK086', about, `${what}: auth-on-unauthenticated-request ${said}: authenticate, deny or allow`);
    return undefined;
  }
  const endpoint = type === 'oidc' ? textOf(provider, 'authorizationEndpoint') : endpointOf(provider);
  return {
    cookie: annotations.text('auth-session-cookie') ?? 'AWSELBAuthSessionCookie',
    without,
    ...(endpoint === undefined ? {} : { endpoint }),
    source: setting.id,
  };
}

const textOf = ({ settings }: Setting, key: string): string | undefined =>
  settings.findLast((each) => each.key === key)?.values[0];

/** A domain of a user pool is a prefix in its region, or a whole name (Amazon Cognito developer guide, authorize endpoint). */
function endpointOf(provider: Setting): string | undefined {
  const domain = textOf(provider, 'userPoolDomain');
  if (domain === undefined) return undefined;
  if (domain.includes('.')) return `https://${domain}/oauth2/authorize`;
  const region = textOf(provider, 'userPoolARN')?.split(':')[3];
  return region ? `https://${domain}.auth.${region}.amazoncognito.com/oauth2/authorize` : undefined;
}
