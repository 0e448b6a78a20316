// `npm run docs`: the site in out/site. README and docs/ are its guides, the reference comes from the source's comments.
// Fails on a warning of TypeDoc's, and on a link within the site that leads nowhere.
import { endOnSignals } from "./lib/run.mjs";
import { ROOT, say } from "./lib/say.mjs";
import { buildSite } from "./lib/site.mjs";
import { checkNode, ensureDependencies } from "./setup.mjs";

endOnSignals();
checkNode();
await ensureDependencies();
const { ok, note = "", output = "" } = await buildSite(process.argv.slice(2));
process.stdout.write(output);
say(ok ? `${note}; open ${ROOT}out/site/index.html` : "the site isn't right: see above");
process.exit(ok ? 0 : 1);
