package io.hostmesh.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The rules that our samples are judged by: one that fires when a crossing is sent, the others over series that never cross. */
final class IngestRules {

    static final int BOUND = 50;

    private IngestRules() {}

    static void create(MonitoringInstance service, String authorization, int count) {
        create(service, authorization, WriteBodies.WATCHED, Integer.toString(BOUND));
        for (int number = 1; number < count; number++) {
            create(service, authorization, "node_memory_figure_" + number + "_bytes", "1e18");
        }
    }

    private static void create(MonitoringInstance service, String authorization, String metric, String bound) {
        String body =
                "{\"name\":\"%s\",\"condition\":{\"type\":\"threshold\",\"metric\":\"%s\",\"comparison\":\"above\",\"fire\":%s}}"
                        .formatted(metric, metric, bound);
        HttpRequest request = HttpRequest.newBuilder(service.address("/v1/rules"))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = service.http().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException("expected a rule, got " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rules were made", interrupted);
        }
    }
}
