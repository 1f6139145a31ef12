package io.hostmesh.kit.outbox;

import io.hostmesh.kit.event.EventCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** A relay on the same table, as another instance of the service has one. It polls without a pause. */
@Dependent
public class SecondRelay {

    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(10);
    private static final int BATCH_ROWS = 7;

    private final OutboxRelay relay;

    SecondRelay(DataSource database, EventCodec codec, @Identifier("default-kafka-broker") Map<String, Object> broker) {
        relay = new OutboxRelay(
                database,
                new OutboxSender(codec, broker, ACKNOWLEDGED_WITHIN),
                new OutboxSignal(),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                POLL,
                Duration.ZERO,
                BATCH_ROWS,
                0);
    }

    public void start() {
        relay.start(new StartupEvent());
    }

    public void stop() {
        try {
            relay.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
