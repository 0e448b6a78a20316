import { compileScript, compileTemplate, parse } from "vue/compiler-sfc";

/**
 * Compiles a single-file component. Gives its script, and what is wrong with it: what the compiler says, and names that
 * the template uses and the script doesn't have.
 */
export function vueScript(code: string, name: string): { script: string; line: number; problems: string[] } {
  const { descriptor, errors } = parse(code, { filename: `${name}.vue` });
  const problems = errors.map(String);
  const { script, scriptSetup, template } = descriptor;
  if (!scriptSetup) return { script: "", line: 0, problems: [...problems, "it has no <script setup>", String(script)] };
  const compiled = compileScript(descriptor, { id: name, inlineTemplate: false });
  if (template) {
    const { code: render, errors: wrong } = compileTemplate({
      id: name,
      filename: `${name}.vue`,
      source: template.content,
      compilerOptions: { bindingMetadata: compiled.bindings ?? {}, inline: false, prefixIdentifiers: true },
    });
    problems.push(...wrong.map(String));
    const unknown = [...render.matchAll(/\b_ctx\.(\w+)|_resolveComponent\("(\w+)"\)/g)].map(([, a, b]) => a ?? b);
    const known = Object.keys(compiled.bindings ?? {});
    problems.push(...unknown.filter((name) => name && !known.includes(name)).map((name) => `no ${name} in its script`));
  }
  return { script: scriptSetup.content, line: scriptSetup.loc.start.line - 1, problems };
}
