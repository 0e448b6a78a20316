// Who may import whom. Type imports count (`tsPreCompilationDeps`): a type that points upwards is an arrow too.
// Each rule says what one part may import; everything else in src is forbidden to it.
const GROUND = "^src/(errors|events|lazy|logger|schema|version|platform/platform)\\.ts$";
const SCHEMAS = "^src/(protocol/|models\\.ts$|model-definition\\.ts$)";
const OPTIONS = "^src/(options|realtime/connect-options)\\.ts$";
const CORE = "^src/core/";
/** What a session hands to those who look at it: types only. */
const SEEN = "^src/observability/(observed|session-report)\\.ts$";
const BELOW = [GROUND, SCHEMAS, CORE, OPTIONS];

// What composes leaves, and is therefore no leaf: the effect runner, the facades and what they share.
const COMPOSERS =
  "^src/(client|index|parts|parts-inside)\\.ts$|^src/realtime/(context|sight|connectivity|session|open-session|observation|session-handle|links|connect|realtime-client|producer|sending|subscribe|prewarm)\\.ts$";

/** `from` may import from src only what matches one of `to`. */
const only = (name, comment, from, to, fromNot = "(?!)") => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: fromNot },
  to: { path: "^src/", pathNot: to },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Modules that need one another are one module, or miss a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    only("ground", "errors, events, logger, version and the platform's interface lie under all else.", GROUND, [
      GROUND,
    ]),
    only("schemas", "protocol and models know the ground and one another.", SCHEMAS, [GROUND, SCHEMAS]),
    only("options", "Options speak of models and of the states that the core defines.", OPTIONS, BELOW),
    only("core", "The core is pure: errors, and the messages' types.", CORE, [
      CORE,
      "^src/errors\\.ts$",
      "^src/protocol/",
    ]),
    {
      name: "core-types",
      comment: "The core sees messages as types; parsing them is the signaling leaf's work.",
      severity: "error",
      from: { path: CORE },
      to: { path: "^src/protocol/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "leaves",
      comment: "Leaves get commands and dispatch events: they never call a sibling. What two of them need goes below.",
      severity: "error",
      from: { path: "^src/realtime/([^/.]+)", pathNot: [COMPOSERS, OPTIONS] },
      // A leaf that has grown into files of its own keeps them in a folder of its name.
      to: { path: "^src/", pathNot: [...BELOW, "^src/realtime/media-transport\\.ts$", SEEN, "^src/realtime/$1[./]"] },
    },
    only(
      "http",
      "The HTTP API is one request function and what stands on it.",
      "^src/http/",
      [...BELOW, "^src/http/(request|form|multipart|inputs|model-inputs|submit)\\.ts$"],
      "^src/http/batch\\.ts$",
    ),
    only(
      "observability",
      "What looks at sessions is handed what it looks at, and changes nothing.",
      "^src/observability/",
      [...BELOW, "^src/observability/"],
    ),
    only("media", "Media knows pixels and tracks, not sessions.", "^src/media/", [...BELOW, "^src/media/"]),
    {
      name: "parts",
      comment: "What is loaded later is loaded by the client, which hands it down, and by the exported processor.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(client|mirror-video-processor)\\.ts$" },
      to: { path: "^src/parts" },
    },
    {
      name: "browser-platform",
      comment: "Only client.ts reaches for the browser's globals; everything else gets a Platform.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/client\\.ts$" },
      to: { path: "^src/platform/browser" },
    },
    only("node-platform", "The Node platform implements the interface and no more.", "^src/platform/", [
      GROUND,
      "^src/platform/",
    ]),
    {
      name: "outsiders",
      comment: "React, Vue, the emulator and the server helpers live on the public surface.",
      severity: "error",
      from: { path: "^src/(binding|react|vue|emulator|server|panel)/" },
      to: { path: "^src/(realtime|media|core|http)/" },
    },
    {
      name: "bindings",
      comment: "React and Vue take types from the public surface, and code from their binding and the errors alone.",
      severity: "error",
      from: { path: "^src/(binding|react|vue)/" },
      to: { path: "^src/", pathNot: ["^src/(binding/|errors\\.ts$)", "^src/$1/"], dependencyTypesNot: ["type-only"] },
    },
    // A page with React has no Vue, and the other way round.
    ...["react", "vue"].map((name) => ({
      name: `${name}-alone`,
      severity: "error",
      from: { path: "^src/", pathNot: `^src/${name}/` },
      to: { path: `node_modules/(@types/)?${name}/` },
    })),
    only("look", "The look is pure and runs in browsers: tests read pixels with it there.", "^src/emulator/look", [
      "^src/emulator/look",
    ]),
    {
      name: "node-built-ins",
      comment: "Only what is made for Node may use its modules.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/platform/node", "^src/emulator/(?!look)", "^src/server/"] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "packages",
      comment: "What ships imports what package.json declares: dependencies, and a few entries their optional peers.",
      severity: "error",
      from: { path: "^src/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown"],
        pathNot: ["@types/", "@roamhq/wrtc", "/ws/", "node_modules/(react|vue)/"],
      },
    },
    {
      name: "peers",
      comment: "The optional peers belong to the emulator's Node part; elsewhere a WebRTC stack is injected.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/emulator/(?!look)" },
      to: { path: ["@roamhq/wrtc", "node_modules/(@types/)?ws/"] },
    },
    {
      name: "resolvable",
      comment: "Every import leads somewhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "shipped",
      comment: "What ships imports nothing from outside src.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts|examples|bench)/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
