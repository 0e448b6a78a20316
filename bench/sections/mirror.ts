import { runNode } from "../../scripts/lib/run.mjs";
import type { Part } from "../results";
import type { World } from "../world";

/** What mirroring a frame costs: bench/mirror measures it, this is its result. */
export async function mirror(world: World): Promise<Part> {
  // It is a program of its own, and says with its exit code whether a wish came true: no matter here.
  const [frames, rounds] = world.pick([60, 1], [200, 3]);
  const size = ["1280", "704"];
  const { output } = await runNode("../bench/mirror/main.mjs", [...size, String(frames), String(rounds)], {
    capture: true,
  });
  const rows = [...output.matchAll(/^ {2}(.*?) {2,}([\d.-]+ ms)( more)?$/gm)].map(
    ([, what = "", ms = "", more = ""]) => [what, ms + more],
  );
  if (rows.length === 0) throw new Error(`bench/mirror: ${output}`);
  world.say("mirror: done");
  return {
    title: "Mirroring",
    how: `Processor time of all of Chromium's processes for a camera frame of 1280×704 that is mirrored before it is sent, the SDK's way (in a worker, by reversing rows) and on a 2D canvas of the page, which is how others do it: the best of ${rounds} ${rounds === 1 ? "round" : "rounds"} of ${frames} frames. \`node bench/mirror/main.mjs\` is this part alone. What a blocked main thread or a hidden tab does to the frames is tested: [mirroring](mirroring.md).`,
    tables: [{ head: ["", "a frame"], rows }],
  };
}
