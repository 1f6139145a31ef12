package io.hostmesh.monitoring.forward;

import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.forward.Delivery.Waits;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.sample.SampleBatch;
import io.hostmesh.monitoring.sample.SampleBatchCodec;
import io.hostmesh.monitoring.sample.UndecodableBatchException;
import io.hostmesh.monitoring.series.ForwardBody;
import io.hostmesh.monitoring.series.MalformedBodyException;
import io.hostmesh.monitoring.series.SeriesRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples topic for the store, in order: what it has not taken is not committed, and so comes again after a restart. While the
 * store is away nothing more is read. For one thread.
 */
final class ForwardLoop implements ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(ForwardLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long STAY_IN_GROUP_MILLIS = 1_000;

    private final Consumer<String, byte[]> consumer;
    private final StoreClient store;
    private final ForwardSettings settings;
    private final String serverLabel;
    private final ForwardMeters meters;
    private final Clock clock;
    private final Waits waits;
    private final ForwardBody body;
    private final CountDownLatch stopped;
    private boolean waiting;
    private long oldestAcceptedAt = Long.MAX_VALUE;

    ForwardLoop(
            Consumer<String, byte[]> consumer,
            StoreClient store,
            ForwardSettings settings,
            String serverLabel,
            int maximumBytes,
            ForwardMeters meters,
            Clock clock,
            CountDownLatch stopped) {
        this.consumer = consumer;
        this.store = store;
        this.settings = settings;
        this.serverLabel = serverLabel;
        this.meters = meters;
        this.clock = clock;
        this.waits = new Waits(settings.shortestWait(), settings.longestWait());
        this.body = new ForwardBody(settings.accountLabel(), serverLabel, maximumBytes);
        this.stopped = stopped;
        consumer.subscribe(List.of(Topic.SAMPLES.topicName()), this);
    }

    /** Reads some records and hands them on; they are committed once the store has them or will never have them. */
    void step() throws InterruptedException {
        for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
            take(next.value());
            if (body.samples() >= settings.samplesARequest() && !deliver()) {
                return;
            }
        }
        if (deliver()) {
            commit();
        }
    }

    private void commit() {
        try {
            consumer.commitSync();
        } catch (CommitFailedException moved) {
            LOG.debugf("handed on again by the next owner cause=%s", moved);
        }
    }

    private void take(byte[] value) {
        try {
            if (SeriesRecord.isOne(value)) {
                SeriesRecord series = SeriesRecord.decode(value);
                if (isFresh(series.acceptedAt(), series.samples())) {
                    body.add(series);
                }
                return;
            }
            SampleBatch batch = SampleBatchCodec.decode(value);
            if (isFresh(batch.acceptedAt(), batch.size())) {
                add(batch);
            }
        } catch (MalformedBodyException | UndecodableBatchException undecodable) {
            // The judge puts such a record on the dead-letter topic.
            LOG.debugf("record left out cause=%s", undecodable);
        }
    }

    private boolean isFresh(long acceptedAt, int samples) {
        if (isTooOld(acceptedAt)) {
            meters.dropped("too-old", samples);
            return false;
        }
        oldestAcceptedAt = Math.min(oldestAcceptedAt, acceptedAt);
        return true;
    }

    private boolean isTooOld(long acceptedAt) {
        return acceptedAt < Micros.of(clock.instant()) - Micros.of(settings.maximumAge());
    }

    /** A metric of a server's own; its name as Prometheus has names. */
    private void add(SampleBatch batch) {
        Labels[] series = new Labels[batch.metricCount()];
        for (int metric = 0; metric < series.length; metric++) {
            Map<String, String> labels = new TreeMap<>();
            labels.put(Labels.NAME, ForwardBody.metricName(batch.metric(metric)));
            labels.put(serverLabel, batch.serverId());
            if (batch.groupId() != null) {
                labels.put(ForwardBody.GROUP_LABEL, batch.groupId());
            }
            if (batch.accountId() != null) {
                labels.put(settings.accountLabel(), batch.accountId());
            }
            series[metric] = Labels.of(labels);
        }
        for (int index = 0; index < batch.size(); index++) {
            body.add(series[batch.metricNumberAt(index)], batch.takenAt(index) / 1_000, batch.value(index));
        }
    }

    /** Sends what was gathered until the store has it; false where the loop is to stop before that. */
    private boolean deliver() throws InterruptedException {
        int samples = body.samples();
        if (samples == 0) {
            return true;
        }
        byte[] bytes = body.compressed();
        stayInGroup();
        for (int attempts = 1; ; attempts++) {
            Delivery delivery = attempt(bytes, attempts);
            if (delivery instanceof Delivery.Again again) {
                if (isTooOld(oldestAcceptedAt)) {
                    settle("too-old", samples);
                    return true;
                }
                meters.retried();
                if (pause(again.pause())) {
                    return false;
                }
            } else {
                settle(delivery instanceof Delivery.Refused ? "refused" : null, samples);
                return true;
            }
        }
    }

    private void settle(@Nullable String droppedBecause, int samples) {
        if (droppedBecause == null) {
            meters.sent(samples);
        } else {
            meters.dropped(droppedBecause, samples);
        }
        body.clear();
        oldestAcceptedAt = Long.MAX_VALUE;
    }

    private Delivery attempt(byte[] bytes, int attempts) throws InterruptedException {
        try {
            StoreClient.Answer answer = store.send(bytes);
            Delivery delivery = Delivery.after(answer.status(), answer.retryAfter(), attempts, waits, clock.instant());
            if (delivery instanceof Delivery.Refused refused) {
                LOG.warnf("samples refused by the store status=%d", refused.status());
            }
            return delivery;
        } catch (IOException away) {
            if (attempts == 1) {
                LOG.warnf("store is away cause=%s", away.getMessage());
            }
            return new Delivery.Again(waits.after(attempts));
        }
    }

    /** Waits without leaving the group; true where the loop is to stop. */
    private boolean pause(Duration wait) throws InterruptedException {
        long left = wait.toMillis();
        while (left > 0) {
            stayInGroup();
            if (stopped.await(Math.min(left, STAY_IN_GROUP_MILLIS), TimeUnit.MILLISECONDS)) {
                return true;
            }
            left -= STAY_IN_GROUP_MILLIS;
        }
        return false;
    }

    /** Whoever does not poll is taken for dead; nothing is read by it. */
    private void stayInGroup() {
        waiting = true;
        try {
            consumer.pause(consumer.assignment());
            consumer.poll(Duration.ZERO);
        } finally {
            waiting = false;
            consumer.resume(consumer.assignment());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        if (waiting) {
            consumer.pause(assigned);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        // What was not committed is handed on by the next owner, some of it again.
    }
}
