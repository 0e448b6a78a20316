const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/**
 * Optional packages that another package of a lock file pins, and that the lock file doesn't hold.
 * @param {Record<string, { optionalDependencies?: Record<string, string>, dev?: boolean }>} packages `packages` of package-lock.json
 */
export function findHoles(packages) {
  /** @type {Map<string, { at: string, version: string, dev: boolean | undefined, platform: object }>} */
  const holes = new Map();
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (places(parent, name).some((path) => packages[path])) continue;
      const shared = holes.get(`node_modules/${name}`);
      const at = !shared || shared.version === version ? `node_modules/${name}` : `${parent}/node_modules/${name}`;
      holes.set(at, { at, version, dev, platform: platformOf(name) });
    }
  }
  return [...holes.values()];
}

/** Where Node would look for a package, from the inside out. @param {string} parent @param {string} name */
function places(parent, name) {
  const steps = parent.split("/node_modules/");
  return [
    ...steps.map((_, i) => `${steps.slice(0, steps.length - i).join("/node_modules/")}/node_modules/${name}`),
    `node_modules/${name}`,
  ];
}

/** What a package's name says about its platform, so that npm skips it elsewhere. @param {string} name */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const libc = os.includes("linux") ? words.flatMap((word) => /^(gnu|musl)/.exec(word)?.[1] ?? []) : [];
  return {
    ...(os.length && { os }),
    ...(cpu.length && { cpu }),
    ...(libc.length && { libc: libc.map((word) => (word === "gnu" ? "glibc" : word)) }),
  };
}
