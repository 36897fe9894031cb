"""Lets the real plugins of CNI build a node, in namespaces of its own, and prints what is there then.

Reads {bin, network, first, plugins, configured: {plugin: {key: value}}, block, pods: [{name, id, ports}]} as JSON; run it as root under `unshare -mn`.
"""

import json
import os
import subprocess
import sys


def run(*words):
    return subprocess.run(words, check=True, text=True, capture_output=True).stdout


def main():
    asked = json.load(sys.stdin)
    run("mount", "-t", "tmpfs", "none", "/run")
    run("ip", "link", "set", "lo", "up")
    base = {"cniVersion": "1.0.0", "name": asked["network"]}
    routes = {}
    for pod in asked["pods"]:
        run("ip", "netns", "add", pod["name"])
        environment = {
            **os.environ,
            "CNI_COMMAND": "ADD",
            "CNI_CONTAINERID": pod["id"],
            "CNI_NETNS": f"/run/netns/{pod['name']}",
            "CNI_IFNAME": "eth0",
            "CNI_PATH": asked["bin"],
        }
        ipam = {"type": "host-local", "dataDir": "/run/ipam", "subnet": asked["block"], "routes": [{"dst": "0.0.0.0/0"}]}
        result = None
        for name in [asked["first"], *asked["plugins"]]:
            conf = {**base, "type": name, **asked.get("configured", {}).get(name, {})}
            if result is None:
                conf.update(ipam=ipam, isGateway=True)
            else:
                conf["prevResult"] = result
            if name == "portmap":
                if not pod["ports"]:
                    continue
                conf["runtimeConfig"] = {"portMappings": pod["ports"]}
            done = subprocess.run(
                [f"{asked['bin']}/{name}"], input=json.dumps(conf), env=environment, text=True, capture_output=True
            )
            if done.returncode:
                sys.exit(f"{name} for {pod['name']}: {done.stdout}{done.stderr}")
            result = json.loads(done.stdout)
        routes[pod["name"]] = run("ip", "netns", "exec", pod["name"], "ip", "route").splitlines()
    print(
        json.dumps(
            {
                "rules": run("iptables-save").splitlines(),
                "routes": {"": run("ip", "route").splitlines(), **routes},
                "localnet": [
                    name
                    for name in sorted(os.listdir("/proc/sys/net/ipv4/conf"))
                    if open(f"/proc/sys/net/ipv4/conf/{name}/route_localnet").read().strip() == "1"
                ],
            }
        )
    )


main()
