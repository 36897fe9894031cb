import type { Ingress, PlannedService } from '@netk/engine';

/** Who is asked for what has no backend of its own: nobody, and nginx answers 404. */
const nobody = 'nobody';

interface Place {
  readonly path: string;
  readonly exact: boolean;
  readonly backend: string;
  readonly byDefault?: true;
  /** Its Ingress uses regular expressions, or rewrites. */
  readonly regex?: true;
  /** What it asks for instead. */
  readonly target?: string;
}

/** Where nginx listens, and how long it waits, in milliseconds of the laboratory. */
export interface Serving {
  readonly ports: readonly number[];
  readonly connect: number;
  readonly read: number;
}

/**
 * What the controller of ingress-nginx writes for its Ingresses (v1.15, internal/ingress/controller and rootfs/etc/nginx/template), as far as
 * an nginx without Lua can do it: endpoints stand in upstreams and not in its shared memory. `@DIR@` is a folder of its own.
 */
export function nginxConfig(
  ingresses: readonly Ingress[],
  services: readonly PlannedService[],
  { ports, connect, read }: Serving,
): string {
  const upstreams = new Map<string, readonly string[]>();
  const backendOf = backends(services, upstreams);
  const servers = serversOf(ingresses, backendOf);
  return `pid @DIR@/pid;
error_log @DIR@/error.log;
events { worker_connections 512; }
http {
  log_format flow '$http_x_flow $status $upstream_addr';
  access_log @DIR@/access.log flow;
  client_body_temp_path @DIR@/body;
  proxy_temp_path @DIR@/proxy;
  fastcgi_temp_path @DIR@/fastcgi;
  uwsgi_temp_path @DIR@/uwsgi;
  scgi_temp_path @DIR@/scgi;
  server_name_in_redirect off;
  port_in_redirect off;
  proxy_http_version 1.1;
  proxy_buffering off;
  proxy_redirect off;
  proxy_connect_timeout ${connect}ms;
  proxy_send_timeout ${read}ms;
  proxy_read_timeout ${read}ms;
  proxy_next_upstream error timeout;
  proxy_next_upstream_timeout 0;
  proxy_next_upstream_tries 3;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Port $server_port;
  proxy_set_header X-Forwarded-Proto $scheme;
${[...upstreams].map(([name, ends]) => upstream(name, ends)).join('')}${servers
  .map(({ host, places }) => server(host, places, { ports, upstreams }))
  .join('')}}
`;
}

/** nginx takes no upstream without a server: where there is none, nobody is asked. */
const upstream = (name: string, ends: readonly string[]): string =>
  `  upstream ${name} {\n${(ends.length > 0 ? ends : ['127.0.0.1:1']).map((end) => `    server ${end} max_fails=0;\n`).join('')}  }\n`;

function server(
  host: string,
  places: readonly Place[],
  {
    ports,
    upstreams,
  }: { readonly ports: readonly number[]; readonly upstreams: ReadonlyMap<string, readonly string[]> },
): string {
  const isRest = host === '';
  const isRegex = places.some(({ regex }) => regex);
  const match = ({ path, exact }: Place): string => (isRegex ? `~* "^${path}"` : `${exact ? '= ' : ''}"${path}"`);
  const does = ({ backend, path, target }: Place): string => {
    if (backend === nobody) return 'return 404;';
    // its Lua says so before a request is passed on, which the location is made for all the same
    const empty = (upstreams.get(backend) ?? []).length === 0 ? 'return 503; ' : '';
    const rewrite = target === undefined ? '' : `rewrite "(?i)${path}" ${target} break; `;
    return `${empty}${rewrite}proxy_pass http://${backend};`;
  };
  return [
    '  server {',
    `    server_name ${isRest ? '_' : serverName(host)};`,
    ...ports.map((port) => `    listen ${port}${isRest ? ' default_server' : ''};`),
    ...(isRest ? ['    location /healthz { return 200; }'] : []),
    ...locations(places).map((place) => `    location ${match(place)} { ${does(place)} }`),
    '  }\n',
  ].join('\n');
}

/** A wildcard is a regular expression for one label. */
const serverName = (host: string): string =>
  host.startsWith('*.') ? `"~^(?<subdomain>[\\w-]+)\\.${host.slice(2).replaceAll('.', '\\.')}$"` : host;

/** A prefix becomes the location of its folder, and one of itself where nothing else has that; longer paths come first. */
function locations(places: readonly Place[]): readonly Place[] {
  const exact = new Set(places.flatMap((each) => (each.exact ? [each.path] : [])));
  const all = places.flatMap((each) => {
    if (each.path === '/' || each.exact || each.regex) return [each];
    const folder = { ...each, path: each.path.endsWith('/') ? each.path : `${each.path}/` };
    return exact.has(each.path) ? [folder] : [folder, { ...each, exact: true }];
  });
  return all.sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? 1 : a.path > b.path ? -1 : 0));
}

type BackendOf = (of: Ingress['rules'][number]['backends'][number]) => string;

/** The name of the upstream that stands for a backend; its endpoints are noted. */
function backends(services: readonly PlannedService[], upstreams: Map<string, readonly string[]>): BackendOf {
  return ({ service: id, port }) => {
    const service = services.find((each) => each.id === id);
    if (!service) return nobody;
    const name = `${service.namespace}-${service.name}-${port ?? ''}`;
    const at = service.ports.findIndex((each) => port === undefined || each.port === port || each.name === port);
    const ready = service.endpoints.filter((each) => each.servicePort === at && each.ready);
    upstreams.set(
      name,
      ready.map((each) => `${each.address}:${each.port}`),
    );
    return name;
  };
}

/** Hosts in the order in which Ingresses name them, each with the places that it has; the first Ingress counts. */
function serversOf(
  ingresses: readonly Ingress[],
  backendOf: BackendOf,
): readonly { readonly host: string; readonly places: readonly Place[] }[] {
  const hosts = new Map<string, Place[]>([['', [{ path: '/', exact: false, backend: nobody, byDefault: true }]]]);
  for (const { rules, defaultBackend } of ingresses) {
    const rest = defaultBackend ? backendOf(defaultBackend) : nobody;
    const [first] = hosts.get('')!;
    if (defaultBackend && rules.length === 0 && first?.byDefault)
      hosts.set('', [{ path: '/', exact: false, backend: rest }]);
    for (const { host = '' } of rules)
      if (!hosts.has(host)) hosts.set(host, [{ path: '/', exact: false, backend: rest, byDefault: true }]);
  }
  for (const { rules, settings } of ingresses) {
    const says = (key: string) => settings.find((each) => each.key === key)?.values[0];
    const target = says('rewrite-target');
    for (const { host = '', path = '/', pathType, backends: of } of rules) {
      const [backend] = of;
      const own = hosts.get(host)!;
      const rewrites = target !== undefined && target !== path;
      const place: Place = {
        ...{ path, exact: pathType === 'Exact', backend: backend ? backendOf(backend) : nobody },
        ...(rewrites ? { target } : {}),
        ...(rewrites || says('use-regex') === 'true' ? { regex: true } : {}),
      };
      const at = own.findIndex((each) => each.path === path && each.exact === place.exact);
      if (at < 0) own.push(place);
      else if (own[at]!.byDefault) own[at] = place;
    }
  }
  return [...hosts].map(([host, places]) => ({ host, places }));
}
