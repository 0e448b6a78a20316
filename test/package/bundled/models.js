// Needs the model registry, and nothing else.
import { models } from "@decartai/sdk";

document.title = String(models.realtime("lucy-2.1").width);
