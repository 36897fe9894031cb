"""Runs cases side by side, each in a process of its own, which dies with whoever started this."""
import ctypes
import json
import os
import selectors
import signal
import sys

libc = ctypes.CDLL("libc.so.6", use_errno=True)


def child(one, case, pipe):
    libc.prctl(1, signal.SIGKILL)
    try:
        answer = {"seen": one(case)}
    except Exception as error:  # told to whoever asked, with the case that it belongs to
        answer = {"error": str(error)}
    with os.fdopen(pipe, "w", encoding="utf8") as out:
        json.dump(answer, out)
    os._exit(0)


def answer_all(key, one):
    """Reads `{<key>, jobs}` as JSON, and prints a list of `{seen}` or `{error}`, in the order of the cases."""
    libc.prctl(1, signal.SIGKILL)
    asked = json.load(sys.stdin)
    waiting = list(enumerate(asked[key]))
    answers = [None] * len(waiting)
    reading = {}
    selector = selectors.DefaultSelector()
    while waiting or reading:
        while waiting and len(reading) < asked["jobs"]:
            index, case = waiting.pop(0)
            read, write_end = os.pipe()
            if os.fork() == 0:
                os.close(read)
                child(one, case, write_end)
            os.close(write_end)
            reading[read] = (index, [])
            selector.register(read, selectors.EVENT_READ)
        for ready, _ in selector.select():
            index, parts = reading[ready.fd]
            data = os.read(ready.fd, 1 << 16)
            if data:
                parts.append(data)
                continue
            selector.unregister(ready.fd)
            os.close(ready.fd)
            del reading[ready.fd]
            os.wait()
            text = b"".join(parts)
            answers[index] = json.loads(text) if text else {"error": "the laboratory was killed"}
    json.dump(answers, sys.stdout)
