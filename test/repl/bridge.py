"""Runs a command in a pseudo-terminal of 80 × 24 and passes bytes between it and our standard input and output.

With BRIDGE_CLOCK=1 it writes to standard error, before that, when the command begins: seconds since 1970.
"""
import fcntl, os, pty, select, struct, sys, termios, time

if os.environ.pop("BRIDGE_CLOCK", ""):
    print(time.time(), file=sys.stderr, flush=True)

child, master = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
open_ends = [master, 0]
while True:
    ready, _, _ = select.select(open_ends, [], [])
    for end in ready:
        try:
            data = os.read(end, 65536)
        except OSError:  # Linux: the other side is closed
            data = b""
        if end == master and not data:
            _, status = os.waitpid(child, 0)
            sys.exit(os.waitstatus_to_exitcode(status))
        if end == master:
            os.write(1, data)
        elif data:
            os.write(master, data)
        else:
            open_ends.remove(0)
