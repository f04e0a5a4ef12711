# SPDX-License-Identifier: Apache-2.0
"""NumPy's float16, as arrays.c asks for it; script.h has the commands. Memory is allocated before, not in the loop."""
import sys
import time

try:
    import numpy as np
except ImportError:
    sys.exit(0)

TYPES = {"fp16": np.float16, "fp32": np.float32, "fp64": np.float64}
OPERATIONS = {"add": np.add, "mul": np.multiply}


def loop_of(work, x, y):
    """Returns the result's array and what fills it."""
    words = work.split()
    if len(words) == 3:  # "fp32 to fp16"
        x = np.frombuffer(x, TYPES[words[0]])
        out = np.zeros(len(x), TYPES[words[2]])
        return out, lambda: np.copyto(out, x, casting="unsafe")
    x, y = (np.frombuffer(a, TYPES[words[0]]) for a in (x, y))
    out = np.zeros(len(x), TYPES[words[0]])
    return out, lambda: OPERATIONS[words[1]](x, y, out=out)


def main():
    np.seterr(all="ignore")
    print("NumPy", np.__version__, flush=True)
    source = sys.stdin.buffer
    for line in iter(source.readline, b""):
        command, *words = line.decode().split(maxsplit=3)
        if command == "load":
            x, y = source.read(int(words[0])), source.read(int(words[1]))
            out, run = loop_of(words[2], x, y)
        elif command == "time":
            start = time.thread_time()
            for _ in range(int(words[0])):
                run()
            print(time.thread_time() - start, flush=True)
        elif command == "result":
            sys.stdout.buffer.write(out.tobytes())
            sys.stdout.buffer.flush()


main()
