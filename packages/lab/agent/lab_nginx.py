"""Real nginx processes, each in a namespace, with the configuration that a plan has for it."""
import os
import subprocess
import time


def start(plan, inside):
    """One process for each, which ends with this one; `inside` brings it into its namespace. Gives them with their folders."""
    running = []
    for at, each in enumerate(plan.get("nginx", [])):
        name, folder = each["namespace"], f"/run/nginx{at}"
        os.makedirs(folder)
        with open(f"{folder}/nginx.conf", "w", encoding="utf8") as file:
            file.write(each["config"].replace("@DIR@", folder))
        command = ["nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-g", "daemon off; master_process off;"]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=lambda name=name: inside(name)
        )
        running.append((name, process, folder))
    for _, process, folder in running:
        wait_for(process, f"{folder}/pid")
    return running


def wait_for(process, path):
    """Until it listens, which is when it writes its number down; for at most 10 s."""
    end = time.monotonic() + 10
    while process.poll() is None and not os.path.exists(path) and time.monotonic() < end:
        time.sleep(0.005)
    if process.poll() is not None:
        raise RuntimeError(f"nginx ended: {process.stderr.read().strip()}")


def end(running):
    """What each wrote down of its requests, by namespace."""
    told = {}
    for name, process, folder in running:
        process.terminate()
        process.wait()
        with open(f"{folder}/access.log", encoding="utf8") as file:
            told[name] = file.read()
    return told
