package io.hostmesh.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Many accounts that ask for servers and groups at the same time, a bounded number of requests under way. */
final class ProvisioningCustomers {

    private static final int UNDER_WAY = 32;
    private static final int ACCEPTED = 202;

    private final ProvisioningAlone alone;
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final List<CompletableFuture<String>> asked = new ArrayList<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    ProvisioningCustomers(ProvisioningAlone alone) {
        this.alone = alone;
    }

    static String account(int number) {
        return String.format(Locale.ROOT, "acc_bench%04d", number);
    }

    void askForServer(String account, String name) {
        ask(account, "/v1/servers", "{\"name\":\"" + name + "\"," + parts() + "}");
    }

    void askForGroup(String account, String name, int min, int max) {
        ask(
                account,
                "/v1/groups",
                "{\"name\":\"" + name + "\"," + parts() + ",\"min\":" + min + ",\"max\":" + max
                        + ",\"targetTracking\":{\"metric\":\"cpu_utilization_percent\",\"target\":60},"
                        + "\"warmUpSeconds\":0}");
    }

    private static String parts() {
        return "\"plan\":\"nano\",\"image\":\"workload-1\",\"location\":\"local\"";
    }

    private void ask(String account, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(ProvisioningAlone.address(path))
                .header("Authorization", tokens.computeIfAbsent(account, alone.identity()::account))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        free.acquireUninterruptibly();
        asked.add(alone.http()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failure) -> free.release())
                .thenApply(answer -> {
                    if (answer.statusCode() != ACCEPTED) {
                        throw new UncheckedIOException(new IOException(
                                "expected 202 of POST " + path + ", got " + answer.statusCode() + " " + answer.body()));
                    }
                    String id = answer.headers().firstValue("Location").orElse("");
                    return id.substring(id.lastIndexOf('/') + 1);
                }));
    }

    /** The ids of all that was asked for, once every answer is there. */
    List<String> answers() {
        try {
            return asked.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failed) {
            throw new IllegalStateException("not everything was accepted: " + failed.getCause(), failed);
        } finally {
            asked.clear();
        }
    }
}
