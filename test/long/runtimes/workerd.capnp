using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "main", worker = .worker ),
    ( name = "internet", network = ( allow = ["public", "private"] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker", esModule = embed "worker.js" ) ],
  compatibilityDate = "2026-01-01",
  bindings = [
    ( name = "DECART_API_KEY", fromEnvironment = "DECART_API_KEY" ),
    ( name = "DECART_BASE_URL", fromEnvironment = "DECART_BASE_URL" ),
  ],
);
