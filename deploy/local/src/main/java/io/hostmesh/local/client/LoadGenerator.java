package io.hostmesh.local.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends requests to the one address of a group at a steady rate whatever the answers are, so that the CPU time asked for is the
 * same however many members share it. Each request has a connection of its own, as those of many clients would.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int CPU_MILLIS_OF_A_REQUEST = 5;
    private static final int TICK_MILLIS = 10;
    private static final int MOST_IN_FLIGHT = 128;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons("load"));
    private final ExecutorService clients = Executors.newFixedThreadPool(MOST_IN_FLIGHT, daemons("client"));
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final URI target;
    private volatile double cpus;
    private double owedMillis;

    /**
     * @param address host:port
     */
    public LoadGenerator(String address) {
        this.target = URI.create("http://" + address + "/work?ms=" + CPU_MILLIS_OF_A_REQUEST);
        var unused = timer.scheduleAtFixedRate(this::send, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
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
        clients.shutdownNow();
    }

    private void send() {
        owedMillis = cpus == 0 ? 0 : owedMillis + cpus * TICK_MILLIS;
        while (owedMillis >= CPU_MILLIS_OF_A_REQUEST) {
            owedMillis -= CPU_MILLIS_OF_A_REQUEST;
            if (inFlight.tryAcquire()) {
                clients.execute(this::request);
            }
        }
    }

    private void request() {
        try {
            (isAnswered() ? answered : failed).incrementAndGet();
        } finally {
            inFlight.release();
        }
    }

    private boolean isAnswered() {
        try {
            HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
            connection.setConnectTimeout((int) ANSWER_WITHIN.toMillis());
            connection.setReadTimeout((int) ANSWER_WITHIN.toMillis());
            connection.setRequestProperty("Connection", "close");
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return false;
            }
            try (InputStream body = connection.getInputStream()) {
                body.readAllBytes();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
