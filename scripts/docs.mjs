// `npm run docs`: the site in out/site. README and docs/ are its guides, the reference comes from the source's comments.
import { endOnSignals, runNode } from "./lib/run.mjs";
import { ROOT, say } from "./lib/say.mjs";
import { checkNode, ensureDependencies } from "./setup.mjs";

endOnSignals();
checkNode();
await ensureDependencies();
const { code } = await runNode("typedoc/bin/typedoc", ["--options", "typedoc.json", ...process.argv.slice(2)]);
if (code === 0) say(`open ${ROOT}out/site/index.html`);
process.exit(code);
