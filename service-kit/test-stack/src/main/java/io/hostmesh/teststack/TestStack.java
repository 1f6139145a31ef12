package io.hostmesh.teststack;

import io.hostmesh.embedded.EmbeddedKafka;
import io.hostmesh.embedded.EmbeddedPostgres;
import io.hostmesh.embedded.Folders;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Starts a PostgreSQL with the service's database and a Kafka with every topic, empty and on free ports, and sets what the
 * launcher would set. Use as {@code @QuarkusTestResource(TestStack.class)} with {@code hostmesh.service} in the service's
 * application.properties.
 */
public class TestStack implements QuarkusTestResourceLifecycleManager {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FIRST_PORT = 20_000;
    private static final int BEHIND_LAST_PORT = 32_000;
    private static final int MOST_ATTEMPTS = 100;
    private static final String PASSWORD = "test-password";

    @Override
    public Map<String, String> start() {
        TestServers.killAll();
        Folders.delete(TestFolder.ROOT);
        TestKeys.create(TestFolder.keys(), "identity");
        TestKeys.create(TestFolder.keys(), "server-token");
        choosePorts();
        EmbeddedKafka kafka = TestServers.startKafka();
        EmbeddedPostgres postgres = TestServers.startPostgres();
        Runtime.getRuntime().addShutdownHook(new Thread(TestServers::killAll));
        postgres.awaitReady(PATIENCE);
        postgres.createDatabases(Map.of(service(), PASSWORD));
        kafka.awaitReady(PATIENCE);
        TestTopics.createDeadLetters(service());
        return settings();
    }

    @Override
    public void stop() {
        TestServers.killAll();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("HOSTMESH_POSTGRES", TestServers.postgresAddress());
        settings.put("HOSTMESH_POSTGRES_PASSWORD", PASSWORD);
        settings.put("HOSTMESH_KAFKA", TestServers.kafkaAddress());
        settings.put("HOSTMESH_IDENTITY_PUBLIC_KEY", key("identity-public.pem"));
        settings.put("HOSTMESH_IDENTITY_PRIVATE_KEY", key("identity-private.pem"));
        settings.put("HOSTMESH_SERVER_TOKEN_PUBLIC_KEY", key("server-token-public.pem"));
        settings.put("HOSTMESH_SERVER_TOKEN_PRIVATE_KEY", key("server-token-private.pem"));
        settings.put("quarkus.http.test-port", "0");
        settings.put("hostmesh.rehearsal.rounds", "1");
        settings.put("hostmesh.rehearsal.after", "0s");
        settings.put("quarkus.log.console.json.enabled", "false");
        return settings;
    }

    private static String key(String file) {
        return TestFolder.keys().resolve(file).toString();
    }

    private static String service() {
        Properties application = new Properties();
        try (InputStream in =
                Thread.currentThread().getContextClassLoader().getResourceAsStream("application.properties")) {
            if (in != null) {
                application.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String service = application.getProperty("hostmesh.service");
        if (service == null) {
            throw new IllegalStateException("expected hostmesh.service in application.properties");
        }
        return service;
    }

    private static void choosePorts() {
        Properties ports = new Properties();
        try (ServerSocket postgres = free();
                ServerSocket kafka = free();
                ServerSocket controller = free()) {
            ports.setProperty("postgres", Integer.toString(postgres.getLocalPort()));
            ports.setProperty("kafka", Integer.toString(kafka.getLocalPort()));
            ports.setProperty("controller", Integer.toString(controller.getLocalPort()));
            TestFolder.writePorts(ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** None of those that whoever asks for any port gets: nobody takes it before its server does, or while that is killed. */
    private static ServerSocket free() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, BEHIND_LAST_PORT);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException taken) {
                if (attempt == MOST_ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }
}
