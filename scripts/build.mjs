// `npm run build`: dist from nothing.
import { build } from "./lib/build.mjs";
import { endOnSignals } from "./lib/run.mjs";
import { ensureDependencies } from "./setup.mjs";

endOnSignals();
await ensureDependencies();
process.exit((await build()).code);
