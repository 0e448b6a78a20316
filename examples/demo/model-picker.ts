import { element, make } from "./dom";
import { cameraModels } from "./service";

/** The models, as the SDK's registry lists them. */
export function createModelPicker(onChange: () => void) {
  const picker = element("model", "select");
  const known = cameraModels();
  const reshape = () => {
    const { width, height } = read();
    // Both videos take the model's shape before there is a picture: nothing jumps when it comes.
    document.body.style.setProperty("--ratio", `${width} / ${height}`);
  };
  const read = () => {
    const model = known.find(({ name }) => name === picker.value) ?? known[0];
    if (!model) throw new Error("The SDK lists no realtime model.");
    return model;
  };

  picker.append(
    ...known.map(({ name, width, height }) => make("option", { value: name }, `${name}  (${width}×${height})`)),
  );
  picker.addEventListener("change", () => {
    reshape();
    onChange();
  });
  reshape();

  return {
    read,
    choose(name: string) {
      if (!known.some((model) => model.name === name)) {
        throw new Error(
          `There is no model "${name}" for a camera. Choose one of ${known.map((m) => m.name).join(", ")}.`,
        );
      }
      picker.value = name;
      reshape();
    },
  };
}
