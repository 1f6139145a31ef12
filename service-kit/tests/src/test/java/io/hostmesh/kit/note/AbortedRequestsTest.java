package io.hostmesh.kit.note;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Clients that go away in the middle of a request leave no connection behind. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class AbortedRequestsTest {

    private static final int ABORTS = 500;
    private static final int LONGEST_PATIENCE_MICROS = 4_000;
    private static final String BODY = "{\"content\":\"hello\",\"importance\":3,\"colour\":\"red\"}";

    @TestHTTPResource("/v1/notes")
    @SuppressWarnings("NullAway.Init")
    URI notes;

    @Inject
    Database database;

    @Test
    void shouldLeakNoConnectionWhenClientsGoAway() throws IOException {
        String token = TestTokens.account("acc_aborts");
        for (int i = 0; i < ABORTS; i++) {
            abort(token);
        }
        Await.until(
                "no session of the service to be in a transaction",
                () -> database.count("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid() and state <> 'idle'")
                        == 0);
        long created = database.count("select count(*) from note where account_id = 'acc_aborts'");
        assertTrue(created > ABORTS / 20, "expected most aborts to come after the work began, got " + created);
        for (int i = 0; i < 20; i++) {
            given().header("Authorization", token)
                    .contentType("application/json")
                    .body(BODY)
                    .post("/v1/notes")
                    .then()
                    .statusCode(202);
        }
    }

    /** Sends a whole request and closes the connection at a moment within its handling. */
    private void abort(String token) throws IOException {
        try (Socket socket = new Socket(notes.getHost(), notes.getPort())) {
            socket.setSoLinger(true, 0);
            String request = "POST /v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Authorization: " + token + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            LockSupport.parkNanos(1_000L * ThreadLocalRandom.current().nextInt(LONGEST_PATIENCE_MICROS));
        }
    }
}
