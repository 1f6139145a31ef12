package io.hostmesh.workload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A small server that does real work. It listens on a free port of loopback and writes that port to a file, or where it has
 * a network of its own on the port it is told, and every second it pushes what the operating system says of it to the API,
 * with its own token.
 *
 * <p>Environment: {@code HOSTMESH_SERVER_ID} who it is; {@code HOSTMESH_PORT_FILE} where the port goes; {@code
 * HOSTMESH_PORT} the port, on every address, if there is one to be told; {@code HOSTMESH_VCPUS} how many CPUs its plan has, {@code
 * HOSTMESH_CONTROL_GROUP} where that can be read, too, see {@link VirtualCpus};
 * {@code HOSTMESH_URL} and {@code HOSTMESH_TOKEN} the API, without which nothing is pushed; {@code HOSTMESH_SSH_KEYS} and
 * {@code HOSTMESH_USER_DATA} what its owner gave it, see {@link Received}.
 */
public final class Workload {

    private static final int THREADS = 8;
    private static final int MOST_WAITING_REQUESTS = 256;
    private static final int DOOR_THREADS = 2;
    private static final int BACKLOG = 1_024;
    private static final long SECOND_MILLIS = 1_000;
    private static final int SECONDS_BETWEEN_LOG_LINES = 10;

    private final String serverId;
    private final double virtualCpus;
    private final String received;
    private final AtomicLong requests = new AtomicLong();
    private final ProcessFigures figures = new ProcessFigures();
    private final Samples samples = new Samples();
    private long measuredAtNanos;
    private long measuredCpuNanos;
    private int secondsSinceLogLine;

    private Workload(String serverId, double virtualCpus, String received) {
        this.serverId = serverId;
        this.virtualCpus = virtualCpus;
        this.received = received;
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        String serverId = environment.getOrDefault("HOSTMESH_SERVER_ID", "srv_unnamed");
        Workload workload = new Workload(serverId, VirtualCpus.of(environment), Received.json(environment));
        InetSocketAddress address = workload.listen(environment.get("HOSTMESH_PORT"));
        int port = address.getPort();
        Log.line("server " + serverId + " listens on " + address.getHostString() + ":" + port);
        String portFile = environment.get("HOSTMESH_PORT_FILE");
        if (portFile != null) {
            writeAtOnce(Path.of(portFile), Integer.toString(port));
        }
        String apiAddress = environment.get("HOSTMESH_URL");
        String token = environment.get("HOSTMESH_TOKEN");
        if (apiAddress != null && token != null) {
            workload.measureAndPushEverySecond(new Pusher(apiAddress, token, workload.samples));
        }
    }

    private InetSocketAddress listen(@Nullable String givenPort) throws IOException {
        InetSocketAddress address = givenPort == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                : new InetSocketAddress(Integer.parseInt(givenPort));
        keepConnectionsLongerThanClients();
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.createContext("/", this::whoAmI);
        server.createContext("/healthz", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}"));
        server.createContext("/work", new WorkHandler(requests, pool(THREADS, new ThreadPoolExecutor.AbortPolicy())));
        // What is only looked at does not wait behind work, and nothing is refused here: the one who accepts lends a
        // hand.
        server.setExecutor(pool(DOOR_THREADS, new ThreadPoolExecutor.CallerRunsPolicy()));
        server.start();
        return server.getAddress();
    }

    private static ThreadPoolExecutor pool(int threads, RejectedExecutionHandler whenFull) {
        return new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING_REQUESTS), whenFull);
    }

    /**
     * By default the server closes what is idle for 30 s, and whatever is beyond 200 idle connections as soon as it has answered,
     * without saying so in the answer: the next request of a client that keeps connections for longer, as Java's does for 20
     * minutes, meets a reset.
     */
    private static void keepConnectionsLongerThanClients() {
        System.setProperty("sun.net.httpserver.idleInterval", "1500");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private void whoAmI(HttpExchange exchange) throws IOException {
        boolean isRoot = exchange.getRequestURI().getPath().equals("/");
        answer(
                exchange,
                isRoot ? 200 : 404,
                "{\"server\":\"" + serverId + "\",\"pid\":"
                        + ProcessHandle.current().pid() + ",\"requests\":" + requests.get() + ","
                        + received + "}");
    }

    static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /**
     * Sampling and sending have a thread each, so that an API that hangs leaves no hole in the samples. The time until
     * the first measurement is not counted: starting a process costs more CPU than a small plan has.
     */
    private void measureAndPushEverySecond(Pusher pusher) {
        every("measure", SECOND_MILLIS, this::measure);
        every("push", SECOND_MILLIS + 20, pusher::push);
    }

    private static void every(String name, long firstAfterMillis, Runnable work) {
        new Timer(name)
                .scheduleAtFixedRate(
                        new TimerTask() {
                            @Override
                            public void run() {
                                work.run();
                            }
                        },
                        firstAfterMillis,
                        SECOND_MILLIS);
    }

    private void measure() {
        long now = System.nanoTime();
        long cpuNanos = figures.cpuNanos();
        if (measuredAtNanos != 0) {
            double usedShare = (double) (cpuNanos - measuredCpuNanos) / (now - measuredAtNanos);
            Samples.Second second = new Samples.Second(
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    usedShare / virtualCpus * 100,
                    cpuNanos / 1e9,
                    figures.residentBytes(),
                    requests.get());
            samples.add(second);
            logNowAndThen(second);
        }
        measuredAtNanos = now;
        measuredCpuNanos = cpuNanos;
    }

    private void logNowAndThen(Samples.Second second) {
        secondsSinceLogLine++;
        if (secondsSinceLogLine >= SECONDS_BETWEEN_LOG_LINES) {
            secondsSinceLogLine = 0;
            Log.line("cpu=" + Math.round(second.cpuUtilizationPercent()) + "% memory="
                    + second.residentBytes() / (1024 * 1024) + "MB requests=" + second.requests());
        }
    }

    private static void writeAtOnce(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
