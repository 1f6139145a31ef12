package io.hostmesh.kit.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sends what is in the outbox, oldest first, on a thread of its own: at once, and while much comes some milliseconds apart, so that
 * what was committed meanwhile goes together. Several relays share a table: each shard belongs,
 * for the length of a batch, to the one that holds its advisory lock, so the rows of a key are sent in order.
 */
@ApplicationScoped
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration SHARD_IS_BUSY = Duration.ofMillis(2);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final DataSource database;
    private final OutboxSender sender;
    private final Clock clock;
    private final Duration poll;
    private final Duration apart;
    private final int batch;
    private final int rehearsals;
    private final Work work = new Work();
    private final Counter failures;
    private final Timer delay;
    private final Thread thread = new Thread(this::run, "outbox-relay");

    OutboxRelay(
            DataSource database,
            OutboxSender sender,
            OutboxSignal signal,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "hostmesh.outbox.poll-interval") Duration poll,
            @ConfigProperty(name = "hostmesh.outbox.batches-apart") Duration apart,
            @ConfigProperty(name = "hostmesh.outbox.batch-rows") int batch,
            @ConfigProperty(name = "hostmesh.rehearsal.rounds") int rehearsals) {
        this.database = database;
        this.sender = sender;
        this.clock = clock;
        this.poll = poll;
        this.apart = apart;
        this.batch = batch;
        this.rehearsals = rehearsals;
        this.failures = meters.counter("hostmesh.outbox.failures");
        this.delay = Timer.builder("hostmesh.outbox.delay")
                .description("from the append of an event to its acknowledgement by Kafka")
                .register(meters);
        signal.listen(work::add);
    }

    void start(@Observes StartupEvent started) {
        thread.setDaemon(true);
        thread.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        work.stop();
        thread.join(STOPS_WITHIN.toMillis());
        thread.interrupt();
    }

    private void run() {
        Duration backoff = Duration.ZERO;
        try {
            prepare();
            long begun = System.nanoTime() - apart.toNanos();
            while (work.await(backoff, poll)) {
                TimeUnit.NANOSECONDS.sleep(begun + apart.toNanos() - System.nanoTime());
                begun = System.nanoTime();
                BitSet due = work.take();
                try {
                    relay(due);
                    backoff = Duration.ZERO;
                } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
                    work.add(due);
                    failures.increment();
                    backoff = backoff.isZero() ? FIRST_BACKOFF : min(backoff.multipliedBy(2), LONGEST_BACKOFF);
                    LOG.warnf("outbox waits retryInMillis=%d cause=%s", backoff.toMillis(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sender.drop();
        }
    }

    /**
     * Goes through all but the sending a few times, so that the first event need not wait for classes to be loaded. What is due ends
     * it.
     */
    private void prepare() {
        try {
            for (int round = 0; round < rehearsals && !work.isDue(); round++) {
                rehearse();
            }
            sender.prepare();
        } catch (SQLException | KafkaException left) {
            LOG.warnf("not rehearsed, the first event will be slow cause=%s", left);
        }
    }

    private void rehearse() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                OutboxTable.appendRehearsal(connection);
                BitSet first = new BitSet();
                first.set(0);
                List<OutboxTable.Entry> entries =
                        OutboxTable.oldest(connection, OutboxTable.claim(connection, first), batch);
                entries.forEach(sender::record);
                OutboxTable.delete(connection, entries);
            } finally {
                rollback(connection);
            }
        }
    }

    private void relay(BitSet due) throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                BitSet claimed = OutboxTable.claim(connection, due);
                List<OutboxTable.Entry> entries = OutboxTable.oldest(connection, claimed, batch);
                if (!entries.isEmpty()) {
                    sender.send(entries);
                    OutboxTable.delete(connection, entries);
                }
                connection.commit();
                done = true;
                measure(entries);
                anotherTime(due, claimed, entries.size());
            } finally {
                if (!done) {
                    rollback(connection);
                }
            }
        }
    }

    /** What a full batch left behind is due at once; a shard that another relay holds, in a moment. */
    private void anotherTime(BitSet due, BitSet claimed, int sent) throws InterruptedException {
        if (sent == batch) {
            work.add(claimed);
        }
        BitSet busy = (BitSet) due.clone();
        busy.andNot(claimed);
        if (!busy.isEmpty()) {
            work.add(busy);
            if (sent == 0) {
                TimeUnit.NANOSECONDS.sleep(SHARD_IS_BUSY.toNanos());
            }
        }
    }

    private void measure(List<OutboxTable.Entry> sent) {
        Instant now = clock.instant();
        sent.forEach(entry -> delay.record(Duration.between(entry.appendedAt(), now)));
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debugf("rollback failed, the connection is gone cause=%s", e);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
