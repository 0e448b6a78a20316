import { isImageModel, isVideoModel } from "../../models";
import { authorize } from "../authorization";
import type { Credentials } from "../credentials";
import { checkForm } from "../form-fields";
import type { EmulatorJob, Workshop } from "../jobs";
import { HttpError, type Reply, type Route, type RouteRequest } from "../router";
import type { Result } from "../transform";

const told = ({ id, status, error }: EmulatorJob) => ({ job_id: id, status, ...(error !== null && { error }) });

const content = ({ bytes, type, pixels }: Result, code: number): Reply => ({
  status: 200,
  bytes,
  headers: { "content-type": type, "x-emulator-look": String(code), "x-emulator-pixels": pixels },
});

/**
 * `/v1/generate/{model}`: an image (or a video) while the client waits; `/v1/jobs/{model}` takes a job in,
 * `/v1/jobs/{id}` tells of it, `/v1/jobs/{id}/content` gives what it has made.
 */
export function jobRoutes(credentials: Credentials, workshop: Workshop): Route[] {
  function find(request: RouteRequest): EmulatorJob {
    authorize(request, credentials);
    const job = workshop.find(request.params.id ?? "");
    if (!job) throw new HttpError(404, "Job not found");
    return job;
  }

  async function formOf(request: RouteRequest, isModel: (name: string) => boolean) {
    const model = request.params.model ?? "";
    authorize(request, credentials, model);
    if (!isModel(model)) throw new HttpError(404, `Model not found: ${model}`);
    return { model, form: checkForm(model, await request.form()) };
  }

  return [
    {
      method: "POST",
      pattern: "/v1/generate/:model",
      async handle(request) {
        const { form } = await formOf(request, (name) => isImageModel(name) || isVideoModel(name));
        const { result, code, error } = await workshop.work(form, request.signal);
        return result ? content(result, code) : { status: 400, body: { error } };
      },
    },
    {
      method: "POST",
      pattern: "/v1/jobs/:model",
      async handle(request) {
        const { model, form } = await formOf(request, isVideoModel);
        return { status: 200, body: told(workshop.submit(model, form)) };
      },
    },
    {
      method: "GET",
      pattern: "/v1/jobs/:id",
      handle: (request) => ({ status: 200, body: told(find(request)) }),
    },
    {
      method: "GET",
      pattern: "/v1/jobs/:id/content",
      handle(request) {
        const { result, code, status } = find(request);
        if (!result) throw new HttpError(409, `The job is ${status}`);
        return content(result, code ?? 0);
      },
    },
  ];
}
