import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Where the package's entries for pages are. */
const ENTRIES = {
  "": ["src/index.ts", "dist/index.js"],
  "/react": ["src/react/index.ts", "dist/react.js"],
  "/vue": ["src/vue/index.ts", "dist/vue.js"],
  "/panel": ["src/panel/index.ts", "dist/panel.js"],
  "/emulator/look": ["src/emulator/look.ts", "dist/emulator/look.js"],
} as const;

/** Serves the modules of a folder, each on a page of its own. */
export interface PageServer {
  /** Where the page of `<folder>/<name>.ts` is. */
  url(name: string): string;
  close(): Promise<void>;
}

type SdkBuild = "source" | "dist" | "cjs" | "cdn";

/** Where else than in dist/index.js the package's main module is. */
const MAIN: Partial<Record<string, string>> = { cjs: "dist/index.cjs", cdn: "dist/decart.min.js" };

/** What {@link servePages} can be told. */
export interface PageServerOptions {
  /** What `@decartai/sdk` is in page modules: the source, or a file of the built package. @default "source" */
  sdk?: SdkBuild;
  /** Where the page modules are, from the repository's root. @default "test/browser/pages" */
  folder?: string;
  /** For what a page needs beyond that, such as replacing a string in a dependency. */
  plugins?: Plugin[];
  /** Sent with every page, such as a `content-security-policy`. */
  headers?: Record<string, string>;
  /** Scripts that are served as they are, by their path, such as `/worker.js`. */
  scripts?: Record<string, string>;
}

/** Serves test pages on loopback, a secure context. Each is bundled when it is first asked for. */
export async function servePages(options: PageServerOptions = {}): Promise<PageServer> {
  const { headers = {}, scripts = {} } = options;
  const bundles = new Map<string, Promise<string>>();
  const bundleOf = (name: string) => {
    const known = bundles.get(name) ?? bundle(name, options);
    bundles.set(name, known);
    return known;
  };
  const server = createServer(async (request, response) => {
    const [, name = "", extension] = /^\/([\w-]+)(\.js)?$/.exec(request.url ?? "") ?? [];
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
    try {
      const script = scripts[request.url ?? ""] ?? (await bundleOf(name));
      response.setHeader("content-type", extension ? "text/javascript" : "text/html");
      response.end(extension ? script : html(name));
    } catch (error) {
      response.statusCode = name ? 500 : 404;
      response.end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// The empty icon keeps the browser from asking for one, which would be an error in the console.
function html(name: string): string {
  return `<!doctype html><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<body><script type="module" src="/${name}.js"></script></body>`;
}

async function bundle(name: string, options: PageServerOptions): Promise<string> {
  const { sdk = "source", folder = "test/browser/pages", plugins = [] } = options;
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as scenarios from "./${name}"; globalThis.scenarios = scenarios;`,
      resolveDir: root + folder,
    },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
    logLevel: "silent",
    alias: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, [source, dist]]) => [
        `@decartai/sdk${name}`,
        root + (sdk === "source" ? source : (!name && MAIN[sdk]) || dist),
      ]),
    ),
    // What Vue's build for bundlers asks for.
    define: {
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    plugins,
  });
  return outputFiles[0]?.text ?? "";
}
