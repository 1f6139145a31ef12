package io.hostmesh.testmachines;

import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the API server of fabric8, in this process and on the loopback interface: it keeps objects, and checks little. */
public final class FakeApiServer {

    /** It tells of each request otherwise. */
    private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

    private FakeApiServer() {}

    @SuppressWarnings("deprecation") // The server's own constructors use that mapper.
    public static KubernetesMockServer start() {
        REQUESTS.setLevel(Level.WARNING);
        KubernetesMockServer server = new KubernetesMockServer(
                new Context(Serialization.jsonMapper()),
                new MockWebServer(),
                new HashMap<>(),
                new PreconditionDispatcher(),
                false);
        server.init();
        return server;
    }
}
