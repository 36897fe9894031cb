import { describe, expect, it } from 'vitest';
import { vethName } from '../src/compilers/cnis/veth-name.ts';
import { chainNames, endpointChain } from '../src/compilers/proxies/iptables/names.ts';

describe('names that real systems compute', () => {
  it('of service chains are those that kube-proxy publishes', () => {
    expect(chainNames({ namespace: 'default', name: 'kubernetes' }, { name: 'https', protocol: 'tcp' }).svc).toBe(
      'KUBE-SVC-NPX46M4PTMTKRN6Y',
    );
    expect(chainNames({ namespace: 'kube-system', name: 'kube-dns' }, { name: 'dns', protocol: 'udp' }).svc).toBe(
      'KUBE-SVC-TCOU7JCQXEZGVUNU',
    );
    expect(chainNames({ namespace: 'default', name: 'app1' }, { protocol: 'tcp' })).toEqual({
      svc: 'KUBE-SVC-4QFXEAV27BCWXK5E',
      svl: 'KUBE-SVL-4QFXEAV27BCWXK5E',
      ext: 'KUBE-EXT-4QFXEAV27BCWXK5E',
      fw: 'KUBE-FW-4QFXEAV27BCWXK5E',
    });
  });
  it('of endpoint chains add the address and port', () => {
    const app1 = { namespace: 'default', name: 'app1' };
    const port = { protocol: 'tcp' };
    expect(endpointChain(app1, port, { address: '192.168.1.71', port: 8080 })).toBe('KUBE-SEP-MWYHJGA3D6OHY47C');
    expect(endpointChain(app1, port, { address: '192.168.1.81', port: 8080 })).toBe('KUBE-SEP-2SIOEXLQKNN6UNDO');
    expect(endpointChain(app1, port, { address: '192.168.3.71', port: 8080 })).toBe('KUBE-SEP-RUC3XS7DWGXK5FCF');
  });
  it('of host veths are those of the VPC CNI', () => {
    expect(vethName('kube-system', 'coredns-57ff979f67-qqbdh')).toBe('enib5faff8a083');
    expect(vethName('default', 'pod51')).toBe('eni99a92926c5c');
    expect(vethName('default', 'pod61')).toBe('enidda6e9c33f6');
  });
});
