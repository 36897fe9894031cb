"""Real unbound processes, each in a namespace, that begin at the root servers of a plan with nothing in their caches."""
import os
import shutil
import subprocess
import time

# What a walk does not tell apart: signatures, several threads, what is asked before anybody wants it.
CONFIG = """server:
  directory: "@DIR@"
  chroot: ""
  username: ""
  pidfile: "@DIR@/pid"
  use-syslog: no
  logfile: "@DIR@/log"
  do-daemonize: no
  num-threads: 1
  do-ip6: no
  module-config: "iterator"
  root-hints: "@DIR@/root"
  target-fetch-policy: "0 0 0 0 0"
  access-control: 0.0.0.0/0 allow
  local-zone: "example." nodefault
  local-zone: "test." nodefault
  local-zone: "invalid." nodefault
"""


def start(each, number, inside):
    """One process, which ends with this one; `inside` brings it into its namespace. Gives it with its folder."""
    folder = f"/run/unbound{number}"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/root", "w", encoding="ascii") as file:
        for at, address in enumerate(each["roots"]):
            file.write(f". 3600000 NS r{at}.root-servers.net.\nr{at}.root-servers.net. 3600000 A {address}\n")
    with open(f"{folder}/conf", "w", encoding="ascii") as file:
        file.write(CONFIG.replace("@DIR@", folder) + "".join(f"  interface: {address}\n" for address in each["listens"]))
    process = subprocess.Popen(
        ["unbound", "-c", f"{folder}/conf"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: inside(each["namespace"]),
    )
    return process, folder


def wait_for(process, folder):
    """Until it has written down that it runs; for at most 10 s."""
    end = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < end:
        if os.path.exists(f"{folder}/log"):
            with open(f"{folder}/log", encoding="utf8") as file:
                if "start of service" in file.read():
                    return
        time.sleep(0.01)
    raise RuntimeError(f"unbound does not start: {process.stderr.read().strip() if process.poll() is not None else ''}")


def end(process, folder):
    process.kill()
    process.wait()
    shutil.rmtree(folder)
