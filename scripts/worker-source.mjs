// `node scripts/worker-source.mjs`: after a change of the mirror's worker.
import { writeFileSync } from "node:fs";
import { WORKER_SOURCE, workerSource } from "./lib/worker-source.mjs";

writeFileSync(WORKER_SOURCE, await workerSource());
