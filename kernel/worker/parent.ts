// A kernel whose Jupyter server has died must not live on. Jupyter tells the server's process in JPY_PARENT_PID.

const interval = 2_000;

export function watchParent(orphaned: () => void): void {
  const parent = Number(process.env.JPY_PARENT_PID ?? 0);
  if (!Number.isInteger(parent) || parent <= 1) return;
  const timer = setInterval(() => {
    if (isAlive(parent)) return;
    clearInterval(timer);
    orphaned();
  }, interval);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
