import { type SettingWord, settingWords } from './word.ts';

const bool = 'true | false';

/**
 * Annotations of Services and Ingresses, by the last word of their keys (AWS Load Balancer Controller v3.5,
 * docs/guide/ingress/annotations.md, docs/guide/service/annotations.md; cloud-provider-aws, docs/service_controller.md), and keys of
 * attributes (Elastic Load Balancing API).
 */
export const balancerSettings: readonly SettingWord[] = settingWords({
  scheme: ['Where clients come from.', 'internet-facing | internal', 'internal'],
  'target-type': ['What the balancer sends to.', 'instance | ip', 'instance'],
  'target-node-labels': 'Only nodes with these labels are targets: `pool=web`.',
  'ip-address-type': ['The families of its addresses.', 'ipv4 | dualstack | dualstack-without-public-ipv4', 'ipv4'],
  'load-balancer-name': 'Its name in AWS.',
  'manage-backend-security-group-rules': [
    'With security groups of its own: lines for it are still added to those of targets.',
    bool,
    'false',
  ],
  'security-group-prefix-lists': 'Prefix lists of clients that are let in.',
  'backend-protocol': 'How the balancer speaks to targets.',
  'healthcheck-path': 'The path of health checks.',
  'healthcheck-port': 'The port of health checks: `traffic-port`, a number, or the name of a port of the Service.',
  'healthcheck-protocol': 'The protocol of health checks.',
  'preserve_client_ip.enabled': ["Targets see the client's address.", bool],
  'proxy_protocol_v2.enabled': ['Targets get the PROXY header.', bool, 'false'],
  'load_balancing.cross_zone.enabled': ["A zone's address sends to targets of all zones.", bool],
  'deregistration_delay.timeout_seconds': 'Seconds before a target that leaves is cut off.',
  'deregistration_delay.connection_termination.enabled': ['Connections end with the delay.', bool, 'false'],
  'slow_start.duration_seconds': 'Seconds in which a new target gets less.',
  'stickiness.enabled': ['A client stays at its target.', bool, 'false'],
  'stickiness.type': 'How a client is known again.',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count':
    'With fewer healthy targets all are used.',
  'multi-cluster-target-group': ['Targets of other clusters are kept.', bool, 'false'],
  'deletion_protection.enabled': ['It cannot be deleted by accident.', bool, 'false'],
  hostname: 'Names that its DNS records are made for, by external-dns.',
});

/** What stands behind `actions.NAME`, as in the annotation's JSON. */
const action: readonly SettingWord[] = [
  ...settingWords({
    type: ['What happens.', 'forward | redirect | fixed-response'],
    serviceName: 'The Service that it is sent to.',
    servicePort: 'The port of the Service.',
  }),
  {
    name: 'redirectConfig',
    doc: 'Where it is redirected to; what is not written stays.',
    block: settingWords({
      protocol: 'The protocol.',
      host: 'The host.',
      port: 'The port.',
      path: 'The path.',
      query: 'The query.',
      statusCode: ['The status.', 'HTTP_301 | HTTP_302'],
    }),
  },
  {
    name: 'fixedResponseConfig',
    doc: 'What is answered.',
    block: settingWords({
      statusCode: 'The status.',
      contentType: 'The type of the body.',
      messageBody: 'The body.',
    }),
  },
  {
    name: 'forwardConfig',
    doc: 'The target groups, drawn by their weights.',
    block: [
      {
        name: 'targetGroups',
        doc: 'One of them.',
        block: settingWords({
          serviceName: 'The Service.',
          servicePort: 'Its port.',
          weight: 'How often, beside the others.',
        }),
      },
      ...settingWords({ serviceName: 'The Service.', servicePort: 'Its port.' }),
    ],
  },
];

const condition: readonly SettingWord[] = settingWords({
  field: [
    'What is compared.',
    'host-header | path-pattern | http-header | http-request-method | query-string | source-ip',
  ],
  httpHeaderName: 'The header.',
  values: 'One of these; of a query `key=value`.',
});

/** Of Services. */
export const serviceBalancerSettings: readonly SettingWord[] = settingWords({
  'aws-load-balancer-type': ['Who makes it: nobody but the AWS cloud provider takes `nlb`.', 'external | nlb-ip | nlb'],
  loadBalancerClass: 'The class of the controller that makes it; one that nobody takes makes none.',
  internal: ['The older word for its scheme.', bool],
  'load-balancer-type': ['Which address it has, on GKE: one of the Internet, or of the network alone.', 'Internal'],
  'internal-load-balancer-allow-global-access': ['Clients of other regions may use it, on GKE.', bool, 'false'],
  'internal-load-balancer-subnet': 'The subnet that its address is of, on GKE.',
  'l4-rbs': ['It has a backend service, on GKE before 1.37.', 'enabled'],
  'weighted-load-balancing': ['Nodes get shares by the pods that they have, on GKE.', 'pods-per-node'],
  loadBalancerIP: 'Its address, where it is reserved.',
  'nlb-target-type': ['What the balancer sends to.', 'instance | ip', 'instance'],
  'load-balancer-source-ranges': 'Who may use it.',
  'disable-nlb-sg': ['It has no security groups.', bool, 'false'],
  'inbound-sg-rules-on-private-link-traffic': ['Groups count for PrivateLink too.', 'on | off', 'on'],
  'ssl-cert': 'Certificates: the first is the default one.',
  'ssl-ports': 'Ports, or names of ports, that end TLS.',
  'ssl-negotiation-policy': 'Its TLS policy.',
  'alpn-policy': 'What it offers in TLS.',
  'proxy-protocol': 'With `"*"`, targets get the PROXY header.',
  'healthcheck-interval': 'Seconds between health checks.',
  'healthcheck-timeout': 'Seconds that a health check waits.',
  'healthcheck-healthy-threshold': 'Good answers before a target counts.',
  'healthcheck-unhealthy-threshold': 'Bad answers before it does not.',
  'healthcheck-success-codes': ['Status codes of healthy targets.', '200-399', '200-399'],
  'cross-zone-load-balancing-enabled': ["A zone's address sends to targets of all zones.", bool, 'false'],
  'connection-idle-timeout': ['Seconds that a connection may be idle, of a Classic Load Balancer.', 'seconds', '60'],
  'tcp.idle_timeout.seconds': ['Seconds that a connection may be idle.', 'seconds', '350'],
  'dns_record.client_routing_policy': [
    'Which zones its name leads to.',
    'any_availability_zone | partial_availability_zone_affinity | availability_zone_affinity',
    'any_availability_zone',
  ],
  'enable-tcp-udp-listener': ['TCP and UDP on one port are one listener.', bool, 'false'],
  'quic-enabled-ports': 'Ports that speak QUIC.',
});

const certificate: SettingWord = {
  name: 'certificate-arn',
  doc: 'Its certificate: a name or an ARN. The first is the default one.',
  block: settingWords({
    hosts: 'Names that it is for: `"shop.example"`, `"*.example"`. Without them it is taken to be for all.',
  }),
};

/** Of Ingresses, and of Services that stand behind a rule alone. */
export const authSettings: readonly SettingWord[] = [
  ...settingWords({
    'auth-type': ['Who comes over HTTPS is asked who he is.', 'none | oidc | cognito', 'none'],
    'auth-on-unauthenticated-request': [
      'What happens to who has no session.',
      'authenticate | deny | allow',
      'authenticate',
    ],
    'auth-session-cookie': ['The cookie that has the session.', 'a name', 'AWSELBAuthSessionCookie'],
    'auth-scope': ['What is asked of the provider.', 'scopes', 'openid'],
    'auth-session-timeout': ['Seconds that a session lasts.', 'seconds', '604800'],
  }),
  {
    name: 'auth-idp-oidc',
    doc: 'The provider of identities.',
    block: settingWords({
      issuer: 'Its name.',
      authorizationEndpoint: 'Where people are sent.',
      tokenEndpoint: 'Where the balancer gets tokens.',
      userInfoEndpoint: 'Where the balancer asks about people.',
      secretName: 'The Secret with the client.',
    }),
  },
  {
    name: 'auth-idp-cognito',
    doc: 'The user pool of Amazon Cognito.',
    block: settingWords({
      userPoolARN: 'Its ARN, which names the region.',
      userPoolClientID: 'The client.',
      userPoolDomain: 'Its prefix, or a name of your own.',
    }),
  },
];

const hosts = settingWords({
  hosts: 'Names that it is for: `"shop.example"`, `"*.example"`. Without them it is taken to be for all.',
});

/** Annotations of GKE's Ingresses, by the last word of their keys, and what stands in `spec` (GKE documentation, Ingress configuration). */
const gkeIngressSettings: readonly SettingWord[] = [
  ...settingWords({
    'ingress.class': [
      'Which balancer GKE makes, as the annotation says it.',
      'gce | gce-internal | gce-regional-external',
      'gce',
    ],
    ingressClassName: 'The class of Kubernetes: without the annotation GKE makes nothing of an Ingress that has one.',
    'ingress.allow-http': ['On GKE: it listens at port 80 too.', bool, 'true'],
  }),
  { name: 'pre-shared-cert', doc: 'On GKE: a certificate that is in Google Cloud.', block: hosts },
  { name: 'managed-certificates', doc: 'On GKE: a ManagedCertificate.', block: hosts },
  { name: 'tls', doc: 'The Secret of a certificate.', block: hosts },
  {
    name: 'frontendConfig',
    doc: 'What GKE makes of its front, in Google Cloud.',
    block: [
      {
        name: 'redirectToHttps',
        doc: 'Port 80 redirects to HTTPS.',
        block: settingWords({
          enabled: ['It does.', bool, 'false'],
          responseCodeName: [
            'The status.',
            'MOVED_PERMANENTLY_DEFAULT | FOUND | SEE_OTHER | TEMPORARY_REDIRECT | PERMANENT_REDIRECT',
            'MOVED_PERMANENTLY_DEFAULT',
          ],
        }),
      },
    ],
  },
];

/** Of Ingresses. */
export const ingressBalancerSettings: readonly SettingWord[] = [
  certificate,
  ...gkeIngressSettings,
  ...settingWords({
    'listen-ports': ['What the balancer listens on.', 'HTTP:80, HTTPS:443', 'HTTP:80'],
    'ssl-redirect': 'The port that plain requests are redirected to.',
    'use-regex': ['Of nginx: paths are regular expressions, those of all Ingresses of the host.', bool, 'false'],
    'rewrite-target':
      'Of nginx: the path that is asked for instead, with `$1` for what the first group of the path took.',
    'ssl-policy': 'Its TLS policy.',
    'inbound-cidrs': ['Who may use it.', 'blocks', '0.0.0.0/0'],
    'group.name': 'Ingresses of one group share a balancer.',
    'group.order': 'The order of rules in the group: the lower first; `"-1"` is before 0.',
    backend: ['What the balancer sends to, in Google Cloud.', 'instance-group | neg'],
    'backend-protocol-version': ['The version of HTTP that targets speak.', 'HTTP1 | HTTP2 | GRPC', 'HTTP1'],
    'healthcheck-interval-seconds': ['Seconds between health checks.', 'seconds', '15'],
    'healthcheck-timeout-seconds': ['Seconds that a health check waits.', 'seconds', '5'],
    'healthy-threshold-count': ['Good answers before a target counts.', 'a number', '2'],
    'unhealthy-threshold-count': ['Bad answers before it does not.', 'a number', '2'],
    'success-codes': ['Status codes of healthy targets.', 'codes', '200'],
    'idle_timeout.timeout_seconds': ['How long an idle connection is kept.', 'a number', '60'],
    'client_keep_alive.seconds': ['How long a client keeps its connection.', 'seconds', '3600'],
    'load_balancing.algorithm.type': [
      'How a target is chosen.',
      'round_robin | least_outstanding_requests | weighted_random',
      'round_robin',
    ],
    'routing.http.preserve_host_header.enabled': ['The Host header stays as it is.', bool, 'false'],
    'routing.http.xff_header_processing.mode': [
      'What happens to X-Forwarded-For.',
      'append | preserve | remove',
      'append',
    ],
    'routing.http2.enabled': ['Clients may speak HTTP/2.', bool, 'true'],
    'use-regex-path-match': ['Paths are regular expressions.', bool, 'false'],
    'wafv2-acl-arn': 'Its web ACL.',
    'enable-frontend-nlb': ['A network load balancer stands in front of its ALB.', bool, 'false'],
    'frontend-nlb-scheme': [
      'Where clients of the network load balancer come from.',
      'internet-facing | internal',
      'internal',
    ],
    'frontend-nlb-subnets': 'Names of the subnets of the network load balancer; without them those of the ALB.',
    'frontend-nlb-security-groups':
      'The name of the security group of the network load balancer; without it it has those of the ALB.',
    'frontend-nlb-listener-port-mapping':
      'Ports of the network load balancer, and those of the ALB that they lead to: `"80=443"`.',
    'frontend-nlb-eip-allocations': 'Public addresses of the network load balancer.',
    'frontend-nlb-attributes': 'Attributes of the network load balancer: `"load_balancing.cross_zone.enabled=true"`.',
    'frontend-nlb-healthcheck-port': ['The port of its health checks.', 'traffic-port | a number', 'traffic-port'],
    'frontend-nlb-healthcheck-protocol': ['The protocol of its health checks.', 'HTTP | HTTPS', 'HTTP'],
    'frontend-nlb-healthcheck-path': ['The path of its health checks.', 'a path', '/'],
    'frontend-nlb-healthcheck-interval-seconds': ['Seconds between its health checks.', 'seconds', '15'],
    'frontend-nlb-healthcheck-timeout-seconds': ['Seconds that its health checks wait.', 'seconds', '5'],
    'frontend-nlb-healthcheck-healthy-threshold-count': ['Good answers before the ALB counts.', 'a number', '2'],
    'frontend-nlb-healthcheck-unhealthy-threshold-count': ['Bad answers before it does not.', 'a number', '2'],
    'frontend-nlb-healthcheck-success-codes': ['Status codes of a healthy ALB.', 'codes', '200'],
    tls: 'Hosts that have a certificate, of nginx.',
  }),
  ...authSettings,
  { name: 'actions.', doc: 'What a rule with this name and `:use-annotation` does.', block: action, family: true },
  {
    name: 'conditions.',
    doc: 'What must hold beside the rule whose backend has this name.',
    block: condition,
    family: true,
  },
];

/** Of Gateways: LoadBalancerConfiguration and TargetGroupConfiguration of the AWS Load Balancer Controller, by the words of annotations. */
export const gatewaySettings: readonly SettingWord[] = [
  ...balancerSettings,
  ...ingressBalancerSettings.filter(({ name }) =>
    /^(inbound-cidrs|healthcheck-|healthy-|unhealthy-|success-codes|idle_timeout|load_balancing|backend-protocol-version)/.test(
      name,
    ),
  ),
  ...settingWords({ addresses: 'On GKE: the address that it has.' }),
  { name: 'certmap', doc: 'On GKE: the map of the Certificate Manager that its certificates are of.', block: hosts },
  {
    name: 'gcpGatewayPolicy',
    doc: 'What a GCPGatewayPolicy says of it, on GKE.',
    block: settingWords({
      allowGlobalAccess: ['Clients of other regions may use an internal one.', bool, 'false'],
      sslPolicy: 'Its TLS policy.',
    }),
  },
];

/** Policies of GKE's Gateways, at the Services that they are about (GoogleCloudPlatform/gke-gateway-api, apis/networking/v1). */
export const gkeBackendPolicies: readonly SettingWord[] = [
  {
    name: 'healthCheckPolicy',
    doc: "How GKE's Gateways check its endpoints.",
    block: settingWords({
      type: ['How they are asked.', 'HTTP | HTTPS | TCP', 'HTTP'],
      requestPath: ['The path that is asked for.', 'a path', '/'],
      host: 'The host that is asked for.',
      port: 'The port, where it is another than their own.',
      checkIntervalSec: ['Seconds between two checks.', 'a number', '5'],
      timeoutSec: ['Seconds that an answer may take.', 'a number', '5'],
      healthyThreshold: ['Good answers before an endpoint counts.', 'a number', '2'],
      unhealthyThreshold: ['Bad answers before it does not.', 'a number', '2'],
    }),
  },
  {
    name: 'gcpBackendPolicy',
    doc: "What GKE's Gateways make of its backend.",
    block: [
      ...settingWords({ timeoutSec: ['Seconds that an answer may take.', 'a number', '30'] }),
      {
        name: 'sessionAffinity',
        doc: 'How it knows a client again.',
        block: settingWords({
          type: ['By what.', 'NONE | CLIENT_IP | GENERATED_COOKIE | HEADER_FIELD | HTTP_COOKIE', 'NONE'],
          cookieTtlSec: 'Seconds that the cookie holds.',
        }),
      },
    ],
  },
];

/** Of a listener of a Gateway. */
export const listenerSettings: readonly SettingWord[] = [
  certificate,
  ...settingWords({
    hostname: 'The host names that it listens for: a name, or `"*.example.com"`.',
    mode: ['Where TLS ends.', 'Terminate | Passthrough', 'Terminate'],
  }),
  { name: 'certificateRefs', doc: 'On GKE: the Secret of a certificate.', block: hosts },
  { name: 'pre-shared-certs', doc: 'On GKE: a certificate that is in Google Cloud.', block: hosts },
];

/** Of routes. */
export const routeSettings: readonly SettingWord[] = settingWords({
  hostnames: 'The host names of requests; without them those of the listener.',
});

/** Of a rule of a route. */
export const routeRuleSettings: readonly SettingWord[] = [
  {
    name: 'requestRedirect',
    doc: 'Requests are answered with a redirect.',
    block: settingWords({
      scheme: ['The scheme.', 'http | https'],
      hostname: 'The host.',
      port: 'The port.',
      replaceFullPath: 'The whole path.',
      replacePrefixMatch: 'What stands for the prefix that was matched.',
      statusCode: ['The status; those but 301 and 302 on GKE alone.', '301 | 302 | 303 | 307 | 308', '302'],
    }),
  },
];

/** Of a cluster of EKS Auto Mode (EKS API, ComputeConfigRequest). */
export const computeConfig: SettingWord = {
  name: 'computeConfig',
  doc: 'EKS Auto Mode: machines and balancers are made by EKS itself.',
  block: settingWords({
    enabled: ['It is on.', bool, 'false'],
    nodePools: 'The built-in pools.',
    nodeRoleArn: 'The role of its machines.',
  }),
};
