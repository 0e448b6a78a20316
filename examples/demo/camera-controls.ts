import { element, make } from "./dom";
import { type CameraWish, listCameras } from "./source";

/** The mirror switch and the camera picker under the source. */
export function createCameraControls(onChange: (change: Partial<CameraWish>) => void) {
  const row = element("camera-row", "div");
  const mirror = element("mirror", "input");
  const picker = element("camera", "select");

  mirror.addEventListener("change", () => onChange({ mirror: mirror.checked }));
  picker.addEventListener("change", () => onChange({ deviceId: picker.value }));
  navigator.mediaDevices?.addEventListener("devicechange", () => refresh());

  /** Lists the cameras; they have names only once the user has allowed one. */
  async function refresh(current = picker.value) {
    const cameras = await listCameras();
    const named = cameras.filter(({ deviceId, label }) => deviceId && label);
    const options = named.map(({ deviceId, label }) => make("option", { value: deviceId }, label));
    if (options.length === 0) options.push(make("option", { value: "" }, "Default camera"));
    picker.replaceChildren(...options);
    if (named.some(({ deviceId }) => deviceId === current)) picker.value = current;
    return cameras.length > 0;
  }

  return {
    read: (): CameraWish => ({ mirror: mirror.checked, deviceId: picker.value }),
    refresh,
    /** They are of no use for a screen or the pattern. */
    show: (shown: boolean) => {
      row.hidden = !shown;
    },
  };
}
