import type { Members } from '../plan/members.ts';
import { balancers } from './balancers/index.ts';
import { clouds } from './clouds/index.ts';
import { cnis } from './cnis/index.ts';
import { controllers } from './controllers/index.ts';
import { platforms } from './platforms/index.ts';
import { enforcers } from './policies/index.ts';
import { proxies } from './proxies/index.ts';
import { followsProxySetting } from './proxies/options.ts';

/** Every compiler, as planning knows them. */
export const members: Members = {
  ...{ clouds, platforms, cnis, proxies, balancers, controllers },
  policies: enforcers,
  followsProxySetting,
};
