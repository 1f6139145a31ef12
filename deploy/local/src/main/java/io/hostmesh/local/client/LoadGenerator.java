package io.hostmesh.local.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Sends requests to the members of a group, in turn and at a steady rate whatever the answers are, so that the CPU time
 * asked for is the same however many members share it.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int CPU_MILLIS_OF_A_REQUEST = 5;
    private static final int TICK_MILLIS = 10;
    private static final int MOST_IN_FLIGHT = 128;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_WITHIN)
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        return thread;
    });
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Supplier<List<String>> addresses;
    private volatile List<String> members = List.of();
    private volatile double cpus;
    private double owedMillis;
    private int next;

    /**
     * @param addresses the members' addresses as host:port, asked for every half second
     */
    public LoadGenerator(Supplier<List<String>> addresses) {
        this.addresses = addresses;
        var sending = timer.scheduleAtFixedRate(this::send, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        Thread lookup = new Thread(
                () -> {
                    while (!sending.isDone()) {
                        members = membersNow();
                        java.util.concurrent.locks.LockSupport.parkNanos(
                                Duration.ofMillis(500).toNanos());
                    }
                },
                "members");
        lookup.setDaemon(true);
        lookup.start();
    }

    /** Asks for that much CPU time in each second, over all members together; 0 for none. */
    public void cpus(double wanted) {
        cpus = wanted;
    }

    public long answered() {
        return answered.get();
    }

    public long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private List<String> membersNow() {
        try {
            return addresses.get();
        } catch (RuntimeException unknownForTheMoment) {
            return members;
        }
    }

    private void send() {
        List<String> targets = members;
        if (cpus == 0 || targets.isEmpty()) {
            owedMillis = 0;
            return;
        }
        owedMillis += cpus * TICK_MILLIS;
        while (owedMillis >= CPU_MILLIS_OF_A_REQUEST) {
            owedMillis -= CPU_MILLIS_OF_A_REQUEST;
            if (inFlight.tryAcquire()) {
                request(targets.get(next++ % targets.size()));
            }
        }
    }

    private void request(String address) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + address + "/work?ms=" + CPU_MILLIS_OF_A_REQUEST))
                .timeout(ANSWER_WITHIN)
                .build();
        var unused = http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((answer, failure) -> {
                    inFlight.release();
                    (failure == null && answer.statusCode() == 200 ? answered : failed).incrementAndGet();
                });
    }
}
