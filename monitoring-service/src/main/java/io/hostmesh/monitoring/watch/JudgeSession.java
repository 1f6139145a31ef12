package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.monitoring.history.SampleRecorder.Position;
import io.hostmesh.monitoring.judge.GroupFact;
import io.hostmesh.monitoring.judge.ServerFact;
import io.hostmesh.monitoring.judge.Silence;
import io.hostmesh.monitoring.judge.SilenceWatch;
import io.hostmesh.monitoring.judge.SilenceWatch.Suspect;
import io.hostmesh.monitoring.judge.Verdict;
import io.hostmesh.monitoring.membership.Membership.Changes;
import io.hostmesh.monitoring.rule.Transition;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.sample.SampleBatch;
import io.hostmesh.monitoring.sample.SampleBatchCodec;
import io.hostmesh.monitoring.sample.UndecodableBatchException;
import io.hostmesh.monitoring.series.MalformedBodyException;
import io.hostmesh.monitoring.series.SeriesRecord;
import io.hostmesh.monitoring.watch.JudgedPartitions.LostPartitionException;
import io.hostmesh.monitoring.watch.Patience.StoppedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/** The life of one consumer of the samples topic. A step polls, judges, carries out, records, commits. */
final class JudgeSession implements ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(JudgeSession.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration FORGET_PERIOD = Duration.ofMinutes(1);
    private static final long FLUSH_BEFORE_LEAVING_SECONDS = 5;

    private final JudgeParts parts;
    private final Consumer<String, byte[]> consumer;
    private final Patience patience;
    private final String owner;
    private final Takeover takeover;
    private final Commits commits;
    private final SnapshotKeeper snapshots;
    private final Counter judged;
    private final Timer accepted;

    private final Map<Integer, JudgedPartition> partitions = new HashMap<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> returned = new ArrayList<>();
    private final List<Suspect> suspects = new ArrayList<>();
    private final RuleWatch rules;
    private SilenceWatch silence;
    private int partitionCount = 1;
    private Instant membershipUntil = Instant.EPOCH;
    private long membershipGeneration;
    private long refreshedAt;
    private long tickedAt;
    private long forgottenAt;
    private long newestAcceptedAt;
    private boolean rebuilding;

    JudgeSession(JudgeParts parts, Consumer<String, byte[]> consumer, Patience patience, String owner) {
        this.parts = parts;
        this.consumer = consumer;
        this.patience = patience;
        this.owner = owner;
        this.takeover = new Takeover(parts, consumer, patience, owner);
        this.commits = new Commits(parts, consumer, patience);
        this.snapshots = new SnapshotKeeper(parts, owner);
        this.rules = new RuleWatch(parts, patience);
        this.silence = newWatch(now());
        this.judged = parts.meters.counter("hostmesh.judge.samples");
        this.accepted = parts.meters.timer("hostmesh.judge.accepted.to.carried.out");
    }

    void step() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        learnRules();
        for (ConsumerRecord<String, byte[]> next : records) {
            take(next);
        }
        carryOut();
        refreshMembership();
        tickRules(records.isEmpty());
        carryOut();
        watchSilence(records.isEmpty() ? 0 : now() - newestAcceptedAt);
        commits.recordAndCommit(now(), partitions.keySet());
        snapshots.keep(now(), partitions.values());
        forget();
    }

    /** Writes and commits what was judged. */
    void finish() {
        leave(consumer.assignment());
    }

    private void take(ConsumerRecord<String, byte[]> next) {
        JudgedPartition partition = partitions.get(next.partition());
        if (partition == null) {
            return;
        }
        partition.nextOffset = next.offset() + 1;
        if (SeriesRecord.isOne(next.value())) {
            if (next.offset() >= partition.knownUntil) {
                takeSeries(partition, next);
            }
            return;
        }
        SampleBatch batch;
        try {
            batch = SampleBatchCodec.decode(next.value());
        } catch (UndecodableBatchException undecodable) {
            putAside(partition, next, undecodable);
            return;
        }
        newestAcceptedAt = batch.acceptedAt();
        if (next.offset() >= partition.recordFrom) {
            parts.recorder.add(next.partition(), new Position(partition.nextOffset, batch.acceptedAt()), batch);
        }
        if (next.offset() < partition.judgeFrom) {
            partition.fleet.remember(batch);
            partition.rules.remember(batch);
            silence.remember(batch.serverId(), batch.acceptedAt());
            return;
        }
        partition.fleet.judge(batch, verdicts);
        partition.rules.judge(batch, rules.steps());
        judged.increment(batch.size());
        if (silence.heard(batch.serverId(), batch.acceptedAt())) {
            returned.add(batch.serverId());
        }
    }

    private void takeSeries(JudgedPartition partition, ConsumerRecord<String, byte[]> next) {
        SeriesRecord series;
        try {
            series = SeriesRecord.decode(next.value());
            partition.rules.heard(series.acceptedAt());
            if (next.offset() < partition.judgeFrom) {
                partition.series.remember(series);
            } else {
                partition.series.judge(series, rules.steps());
                judged.increment(series.samples());
            }
        } catch (MalformedBodyException undecodable) {
            putAside(partition, next, undecodable);
            return;
        }
        newestAcceptedAt = series.acceptedAt();
        if (next.offset() >= partition.recordFrom) {
            parts.recorder.add(next.partition(), new Position(partition.nextOffset, series.acceptedAt()), null);
        }
    }

    private void putAside(
            JudgedPartition partition, ConsumerRecord<String, byte[]> next, RuntimeException undecodable) {
        LOG.errorf("samples put aside partition=%d offset=%d cause=%s", next.partition(), next.offset(), undecodable);
        parts.log.deadLetter(next.key(), next.value(), String.valueOf(undecodable.getMessage()));
        parts.recorder.add(next.partition(), new Position(partition.nextOffset, newestAcceptedAt), null);
    }

    /** At once when this instance learned something, and from time to time for what others learned. */
    private void refreshMembership() {
        long now = now();
        if (isRebuilding()) {
            return;
        }
        long generation = parts.membership.generation();
        if (generation == membershipGeneration
                && now - refreshedAt < Micros.of(parts.configuration.membershipRefresh())) {
            return;
        }
        refreshedAt = now;
        try {
            Instant asked = parts.clock.instant();
            Changes changes = patience.attempt(() -> parts.membership.since(membershipUntil, asked));
            membershipGeneration = generation;
            membershipUntil = changes.until();
            changes.groups().forEach(fact -> apply(fact, now));
            changes.servers().forEach(fact -> apply(fact, now));
        } catch (RuntimeException away) {
            LOG.warnf("servers and groups as known before cause=%s", away);
        }
    }

    /** Before the samples that came are judged: those accepted after this instance took a rule are judged by it. */
    private void learnRules() {
        if (!rebuilding) {
            rules.refresh(partitions.values(), now());
        }
    }

    private void tickRules(boolean caughtUp) {
        if (!isRebuilding()) {
            rules.tick(partitions.values(), now(), caughtUp);
        }
    }

    /** Until all that is to be remembered was read, a change must not be judged by half of the picture. */
    private boolean isRebuilding() {
        if (rebuilding) {
            rebuilding = partitions.values().stream()
                    .anyMatch(partition ->
                            consumer.position(takeover.topicPartition(partition.number)) < partition.judgeFrom);
        }
        return rebuilding;
    }

    private void apply(GroupFact fact, long now) {
        JudgedPartition partition = partitions.get(partitionOf(fact.groupId()));
        if (partition != null) {
            partition.fleet.apply(fact, now, verdicts);
        }
    }

    private void apply(ServerFact fact, long now) {
        parts.seriesDesks.learn(fact, partitions.values());
        String key = fact.groupId() != null ? fact.groupId() : fact.serverId();
        JudgedPartition partition = partitions.get(partitionOf(key));
        if (partition != null) {
            partition.fleet.apply(fact, now, verdicts);
            partition.rules.apply(fact, now, rules.steps());
            silence.apply(fact);
        }
    }

    /** The partition that the producer's default partitioner chooses for that key. */
    private int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitionCount;
    }

    private void carryOut() {
        if (verdicts.isEmpty() && returned.isEmpty() && rules.steps().isEmpty()) {
            return;
        }
        Map<Integer, Long> nextOffsets = new HashMap<>();
        for (JudgedPartition partition : partitions.values()) {
            if (partition.nextOffset >= partition.judgeFrom) {
                nextOffsets.put(partition.number, partition.nextOffset);
            }
        }
        List<Verdict> found = List.copyOf(verdicts);
        List<String> back = List.copyOf(returned);
        List<Transition> steps = rules.drain();
        verdicts.clear();
        returned.clear();
        try {
            patience.insist("findings", () -> parts.findings.carryOut(owner, nextOffsets, found, back, steps));
            accepted.record(Math.max(0, now() - newestAcceptedAt), TimeUnit.MICROSECONDS);
        } catch (LostPartitionException | StoppedException end) {
            throw end;
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "findings lost count=%d first=%s", found.size(), found.isEmpty() ? back : found.get(0));
        }
    }

    private void watchSilence(long behind) {
        for (Prober.Outcome outcome = parts.prober.poll(); outcome != null; outcome = parts.prober.poll()) {
            silence.probed(outcome.serverId(), outcome.answered(), now());
        }
        long now = now();
        if (now - tickedAt >= Micros.of(TICK)) {
            tickedAt = now;
            silence.tick(now, behind, suspects);
            suspects.forEach(parts.prober::probe);
            suspects.clear();
        }
        List<Silence> found = new ArrayList<>();
        silence.drain(found);
        found.forEach(this::report);
    }

    private void report(Silence found) {
        if (found instanceof Silence.OfServer server) {
            reportSilence(server.serverId());
        } else if (found instanceof Silence.OfLocation location) {
            try {
                patience.attempt(() -> parts.findings.silent(location, parts.clock.instant()));
            } catch (RuntimeException away) {
                LOG.warnf("silence said later location=%s cause=%s", location.locationId(), away);
            }
        } else if (found instanceof Silence.LocationBack back) {
            patience.insist("location", () -> parts.findings.back(back, parts.clock.instant()));
        }
    }

    /** Said at once or not at all: after an outage, an old silence says nothing. */
    private void reportSilence(String serverId) {
        Instant at = parts.clock.instant();
        try {
            patience.attempt(() -> parts.history
                    .recent(
                            serverId,
                            at,
                            parts.evidenceWindow.plus(
                                    parts.configuration.suspicion().atLatest()))
                    .onFailure()
                    .recoverWithItem(List.<Series>of())
                    .chain(evidence -> parts.findings.silent(serverId, evidence, at)));
        } catch (RuntimeException away) {
            LOG.warnf("silence counted anew server=%s cause=%s", serverId, away);
            silence.withdraw(serverId, now());
            silence.restart(now());
        }
    }

    private void forget() {
        long now = now();
        if (now - forgottenAt >= Micros.of(FORGET_PERIOD)) {
            forgottenAt = now;
            partitions.values().forEach(partition -> partition.fleet.forget(now));
            rules.forget(partitions.values(), now);
            long idle = now - Micros.of(parts.seriesDesks.idleAfter());
            partitions.values().forEach(partition -> partition.series.forget(idle, now));
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        long now = now();
        Takeover.Picture picture = takeover.takeOver(assigned);
        picture.partitions().forEach(partition -> partitions.put(partition.number, partition));
        partitionCount = picture.partitionCount();
        membershipUntil = picture.membership().until();
        membershipGeneration = picture.generation();
        rebuilding = true;
        rules.begin(picture, this::partitionOf, now);
        silence = newWatch(now);
        picture.membership().groups().forEach(fact -> apply(fact, now));
        picture.membership().servers().forEach(fact -> apply(fact, now));
        picture.silentServers().forEach(silence::resumeSilent);
        picture.silentLocations().forEach(location -> silence.resumeLocation(location, now));
        picture.firingGroups().forEach(alert -> {
            JudgedPartition partition = partitions.get(partitionOf(alert.scopeId()));
            if (partition != null && picture.partitions().contains(partition)) {
                partition.fleet.resume(alert.scopeId(), alert.kind(), alert.metric());
            }
        });
        LOG.infof("judge has partitions taken=%d all=%d", assigned.size(), partitions.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        leave(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        lost.forEach(partition -> drop(partition.partition()));
    }

    private void leave(Collection<TopicPartition> left) {
        CompletableFuture<Void> flushed = parts.recorder.flush();
        try {
            flushed.get(FLUSH_BEFORE_LEAVING_SECONDS, TimeUnit.SECONDS);
            commits.commitNow(left);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception later) {
            LOG.warnf("what was judged last is recorded by the next owner cause=%s", later);
        }
        left.forEach(partition -> drop(partition.partition()));
    }

    private void drop(int partition) {
        JudgedPartition dropped = partitions.remove(partition);
        if (dropped != null) {
            dropped.series.close();
        }
        parts.recorder.forget(partition);
        commits.forget(partition);
    }

    private SilenceWatch newWatch(long now) {
        return new SilenceWatch(
                parts.configuration.toSettings(),
                parts.configuration.suspicion().toSuspicion(),
                parts.configuration.location().toBounds(),
                now);
    }

    private long now() {
        return Micros.of(parts.clock.instant());
    }
}
