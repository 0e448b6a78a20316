import { readFileSync } from "node:fs";
import { createServer } from "vite";
import { ROOT } from "./say.mjs";

const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));

/**
 * Serves examples/demo, with the built package under its own name and the emulator's address at /emulator.json.
 * @param {{ url: string, httpUrl: string, apiKey: string }} service
 */
export async function serveDemo({ url, httpUrl, apiKey }) {
  const server = await createServer({
    configFile: false,
    root: `${ROOT}examples/demo`,
    cacheDir: `${ROOT}node_modules/.vite/demo`,
    logLevel: "warn",
    clearScreen: false,
    server: { host: "127.0.0.1", port: 5173, fs: { allow: [ROOT] } },
    resolve: {
      alias: [
        { find: /^@decartai\/sdk$/, replacement: `${ROOT}dist/index.js` },
        { find: /^@decartai\/sdk\/(.+)$/, replacement: `${ROOT}dist/$1.js` },
      ],
    },
    // A dependency that Vite finds only later would reload the page in the middle of a session.
    optimizeDeps: { include: Object.keys(dependencies) },
    plugins: [
      {
        name: "emulator-address",
        configureServer({ middlewares }) {
          middlewares.use("/emulator.json", (_, response) => {
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify({ url, httpUrl, apiKey }));
          });
        },
      },
    ],
  });
  await server.listen();
  return { url: server.resolvedUrls?.local[0] ?? "", close: () => server.close() };
}
