// For TypeDoc (typedoc.json): guides are called as their headings say, and stand in the order and the groups in which
// README lists them. The files keep their names: links to them don't depend on a heading.
import { readFileSync } from "node:fs";
import { Application, Comment, CommentTag, Converter, DocumentReflection, JSX, KindRouter } from "typedoc";
import { ROOT } from "./say.mjs";

/** What isn't in README's list; a test says that nothing is. */
const OTHERS = "More";
/** Of the parts of README's list the one that is a sentence. */
const FIRST = "To begin with";

/** The groups of README's list, each with its guides. @returns {[group: string, guides: string[]][]} */
export function guideGroups() {
  const list = readFileSync(`${ROOT}README.md`, "utf8").split("\n## Guides\n")[1]?.split("\n## ")[0] ?? "";
  const guidesOf = (/** @type {string} */ text) =>
    [...text.matchAll(/\]\(docs\/([\w-]+)\.md\)/g)].map(([, name = ""]) => name);
  const rows = [...list.matchAll(/^\| ([^|]+?) \| (.+) \|$/gm)];
  return [
    [FIRST, guidesOf(list.split("\n|")[0] ?? "")],
    ...rows.map(([, group = "", guides = ""]) => /** @type {[string, string[]]} */ ([group, guidesOf(guides)])),
  ];
}

/** The file names of documents, by which their pages are called. @type {WeakMap<object, string>} */
const fileNames = new WeakMap();

class GuideRouter extends KindRouter {
  /** @override @param {import("typedoc").Reflection} reflection */
  getIdealBaseName(reflection) {
    const name = fileNames.get(reflection);
    return name ? `guides/${name}` : super.getIdealBaseName(reflection);
  }
}

const HEADING = /^\s*# (.+)\n/;

/** Opens the guides' groups in the navigation, until a reader closes one: TypeDoc keeps that in the local storage. */
const openGroups = (/** @type {string[]} */ groups) => `try {
  for (const name of ${JSON.stringify(groups)}) localStorage["tsd-accordion-" + name] ??= "true";
} catch {}`;

/** @param {import("typedoc").Application} app */
export function load(app) {
  const groups = guideGroups();
  const order = groups.flatMap(([, guides]) => guides);
  const names = [...groups.map(([group]) => group), OTHERS];
  // Later than the options of typedoc.json, which would take its place.
  app.on(Application.EVENT_BOOTSTRAP_END, () => app.options.setValue("categoryOrder", [...names, "*"]));
  app.renderer.defineRouter("guides", GuideRouter);
  app.renderer.hooks.on("head.begin", () =>
    JSX.createElement("script", null, JSX.createElement(JSX.Raw, { html: openGroups(names) })),
  );

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    if (!(document instanceof DocumentReflection)) return;
    const file = document.name;
    fileNames.set(document, file);
    document.name = HEADING.exec(document.content[0]?.text ?? "")?.[1] ?? file;
    const group = groups.find(([, guides]) => guides.includes(file))?.[0] ?? OTHERS;
    document.comment ??= new Comment();
    document.comment.blockTags.push(new CommentTag("@category", [{ kind: "text", text: group }]));
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // TypeDoc writes one of its own.
    const [readme] = project.readme ?? [];
    if (readme) readme.text = readme.text.replace(HEADING, "");
  });

  // Behind TypeDoc's own sorting, which knows only names.
  const place = (/** @type {object} */ document) => order.indexOf(fileNames.get(document) ?? "");
  const arrange = (/** @type {import("typedoc").Context} */ { project }) => {
    for (const { children } of project.categories ?? []) children.sort((a, b) => place(a) - place(b));
  };
  app.converter.on(Converter.EVENT_RESOLVE_END, arrange, -1000);
}
