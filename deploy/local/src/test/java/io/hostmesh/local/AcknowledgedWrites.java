package io.hostmesh.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.local.client.ApiClient;
import io.hostmesh.local.client.Customer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes through the API all the time, and remembers what was acknowledged. A write whose answer did not come is sent
 * again with its idempotency key until it is answered.
 */
final class AcknowledgedWrites implements AutoCloseable {

    private static final long PAUSE_NANOS = Duration.ofMillis(150).toNanos();

    private final Customer customer;
    private final List<String> tickets = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    AcknowledgedWrites(Customer customer) {
        this.customer = customer;
        this.thread = new Thread(this::write, "writes");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops writing; returns how many writes were acknowledged. */
    int stop() throws InterruptedException {
        closed = true;
        thread.join(Duration.ofSeconds(60).toMillis());
        return tickets.size() + groups.size();
    }

    /** The acknowledged writes that are not there, and those that are there more than once. */
    List<String> lostOrDoubled() {
        List<String> wrong = new ArrayList<>(compare("/v1/tickets", "subject", tickets));
        wrong.addAll(compare("/v1/groups", "name", groups));
        return wrong;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void write() {
        for (int number = 0; !closed; number++) {
            boolean isTicket = number % 2 == 0;
            String name = "write-" + number;
            String body = isTicket
                    ? "{\"subject\":\"" + name + "\",\"message\":\"kept?\"}"
                    : "{\"name\":\"" + name + "\",\"plan\":\"nano\",\"image\":\"workload-1\",\"location\":\"local\","
                            + "\"min\":0,\"max\":1}";
            if (acknowledged(isTicket ? "/v1/tickets" : "/v1/groups", body, "key-" + number)) {
                (isTicket ? tickets : groups).add(name);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean acknowledged(String path, String body, String key) {
        while (!closed) {
            try {
                ApiClient.Answer answer = customer.api().call("POST", path, body, key);
                if (answer.isSuccess()) {
                    return true;
                }
                if (answer.status() < 500 && answer.status() != 429 && answer.status() != 409) {
                    throw new IllegalStateException("expected " + path + " to take " + body + ", got " + answer);
                }
            } catch (UncheckedIOException unknownOutcome) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    private List<String> compare(String path, String field, List<String> acknowledged) {
        List<String> wrong = new ArrayList<>();
        Set<String> present = new HashSet<>();
        for (JsonNode item : customer.api().list(path)) {
            String name = item.path(field).asText();
            if (name.startsWith("write-") && !present.add(name)) {
                wrong.add("twice: " + path + " " + name);
            }
        }
        acknowledged.stream()
                .filter(name -> !present.contains(name))
                .forEach(name -> wrong.add("lost: " + path + " " + name));
        return wrong;
    }
}
