import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SDK = fileURLToPath(new URL("../../../dist/index.js", import.meta.url));

/** Where a snippet is to find the service, which it doesn't say itself. */
export interface Service {
  url: string;
  httpUrl: string;
  apiKey: string;
}

/**
 * Bundles snippets as one module, each as the document has it. Under the SDK's two names they get the built package,
 * with a `createDecartClient` that knows where the service is; `process.env.DECART_API_KEY` is replaced as any bundler
 * of a page would.
 */
export async function bundleSnippets(codes: readonly string[], { url, httpUrl, apiKey }: Service): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: codes.join("\n\n"), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
    logLevel: "silent",
    define: { "process.env.DECART_API_KEY": JSON.stringify(apiKey) },
    plugins: [
      {
        name: "sdk-with-base-url",
        setup(builder) {
          const names = { filter: /^(@decartai\/sdk|@decart-sdk\/client)$/ };
          builder.onResolve(names, () => ({ path: "sdk", namespace: "with-base-url" }));
          builder.onLoad({ filter: /.*/, namespace: "with-base-url" }, () => ({
            resolveDir: "/",
            contents: `
              import { createDecartClient as create } from ${JSON.stringify(SDK)};
              export * from ${JSON.stringify(SDK)};
              const service = ${JSON.stringify({ realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: { url: `${httpUrl}/api/v1/telemetry` } })};
              export const createDecartClient = (options) => create({ ...service, ...options });`,
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}
