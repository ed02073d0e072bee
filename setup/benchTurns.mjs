// How the peers of `npm run bench` take turns: one workload after the other, each peer in turn, several rounds, so that a
// busy machine is unfair to nobody. A peer that fails loses its cell, one that stays down its column; the run goes on.
// Knows neither what the workloads are nor who the peers are.
import { keep } from "./benchPeer.mjs";

/**
 * Makes the columns ready and asks each for a sign of life. Gives the peers that can be asked, and of the others why not.
 * A column: `name`, and `prepare()`, which gives what `keep` takes.
 */
export async function startAll(columns, say = () => {}) {
  const peers = {};
  const missing = {};
  for (const { name, title, prepare } of columns) {
    try {
      const peer = keep(await prepare());
      const { error } = await peer.ask({ workload: "", milliseconds: 0 });
      if (!error) {
        peers[name] = peer;
        continue;
      }
      peer.stop();
      missing[name] = error;
    } catch (error) {
      missing[name] = firstLines(error);
    }
    say(`${title ?? name} is left out: ${missing[name]}`);
  }
  return { peers, missing };
}

/**
 * Measures one workload on all peers: for each its quartiles in microseconds, or why there are none.
 * `rounds` turns of `milliseconds` each; a peer that has taken `most` milliseconds for the workload gets no further turn.
 * `clocks` names the clock of each, `clock` that of the others; `skip(name)` gives a reason to leave one out, "" for no reason worth telling.
 */
export async function measure(workload, peers, options) {
  const { rounds, milliseconds, clocks = {}, clock = "wall", most = 10_000, skip = () => undefined } = options;
  const { progress = () => {} } = options;
  const times = {};
  const spent = {};
  const errors = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, peer] of Object.entries(peers)) {
      if (name in errors || spent[name] > most) continue;
      const left = round === 0 ? skip(name) : undefined;
      if (left !== undefined) {
        errors[name] = left;
        continue;
      }
      progress(name, round);
      const start = performance.now();
      const answer = await peer.ask({ workload, milliseconds, clock: clocks[name] ?? clock });
      spent[name] = (spent[name] ?? 0) + performance.now() - start;
      if (answer.error) errors[name] = answer.error;
      else if (answer.times) (times[name] ??= []).push(...answer.times);
      // Not offered: there is nothing to ask for again.
      else errors[name] = "";
    }
  }
  return {
    measured: Object.fromEntries(Object.entries(times).map(([name, taken]) => [name, quartiles(taken)])),
    errors: Object.fromEntries(Object.entries(errors).filter(([, error]) => error)),
    // How long that took, for whoever wants a shorter run.
    spent: Object.fromEntries(Object.entries(spent).map(([name, taken]) => [name, Math.round(taken)])),
  };
}

function quartiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { least: sorted[0], low: at(0.25), median: at(0.5), high: at(0.75), samples: times.length };
}

/** What went wrong while a peer was made ready, without the pages that a package manager printed. */
function firstLines(error) {
  const lines = String(error?.message ?? error)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const told = lines.find((line) => /^(npm error|ERROR:|.*Error\b)/.test(line) && line !== lines[0]);
  return [lines[0], told].filter(Boolean).join(" ").slice(0, 300);
}
