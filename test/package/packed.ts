import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** package.json of the repository. */
export const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** An app that has installed the tarball of this package, and nothing else. */
export interface Consumer {
  folder: string;
  /** What is in the tarball. */
  files: { path: string; mode: number }[];
  /** Runs Node in the app's folder. Never throws: a program's failure is a result. */
  node(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  write(path: string, text: string): void;
  remove(): void;
}

/** What the entries for frameworks need in an app that uses them. */
const FRAMEWORKS = ["react", "react-dom", "@types/react", "vue"];

/** Packs the repository as it is built, and installs the tarball into an empty folder, beside the frameworks. */
export async function installPacked(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), "decart-consumer-"));
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const packed = await npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", folder);
  const [tarball] = Object.values(JSON.parse(packed)) as {
    filename: string;
    files: { path: string; mode: number }[];
  }[];
  if (!tarball) throw new Error("npm pack made nothing");
  write("package.json", JSON.stringify({ name: "consumer", private: true }));
  await npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball.filename}`);
  mkdirSync(join(folder, "node_modules/@types"));
  for (const name of FRAMEWORKS) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  return {
    folder,
    files: tarball.files,
    node: (...args) => start(process.execPath, args, folder),
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs npm in a folder; resolves with what it printed. */
export async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await start("npm", args, cwd);
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

function start(command: string, args: string[], cwd: string) {
  // NODE_OPTIONS and the like of the test runner would make it another Node than a user's.
  const env = { ...process.env, NODE_OPTIONS: "", VITEST: "", NODE_ENV: "" };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      command,
      args,
      { cwd, env, shell: process.platform === "win32" },
      (error, stdout, stderr) => {
        resolve({ code: error ? (child.exitCode ?? 1) : 0, stdout, stderr });
      },
    );
  });
}
