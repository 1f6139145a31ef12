package io.hostmesh.workload;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends the pending samples to the API, and keeps them while the API is away. */
final class Pusher {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 5_000;

    private final URL target;
    private final String token;
    private final Samples samples;
    private String lastOutcome = "";

    Pusher(String apiAddress, String token, Samples samples) throws IOException {
        this.target = URI.create(apiAddress + "/v1/metrics").toURL();
        this.token = token;
        this.samples = samples;
    }

    /** Sends everything pending in one request. Never throws; says in the log when the outcome changes. */
    void push() {
        List<Samples.Second> pending = samples.pending();
        if (pending.isEmpty()) {
            return;
        }
        String outcome;
        try {
            int status = post(Samples.toJson(pending));
            outcome = "status " + status;
            if (status / 100 == 2 || isRefusedForGood(status)) {
                samples.remove(pending);
            }
        } catch (IOException away) {
            outcome = "failed, samples are kept: " + away.getMessage();
        }
        if (!outcome.equals(lastOutcome)) {
            Log.line("push to " + target + ": " + outcome);
            lastOutcome = outcome;
        }
    }

    /** The body itself was refused: the same body again would be too, and would hold up every later sample. */
    private static boolean isRefusedForGood(int status) {
        return status == 400 || status == 413 || status == 422;
    }

    private int post(String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.getOutputStream().write(bytes);
        int status = connection.getResponseCode();
        try (InputStream answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (answer != null) {
                answer.readAllBytes(); // or the connection would not be used again
            }
        }
        return status;
    }
}
