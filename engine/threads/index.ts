// Threads as a host sees them: the hook by which it lends its own. How many there are is set by `setNumThreads`.
export { installThreads, type ThreadHost } from "./host.ts";
