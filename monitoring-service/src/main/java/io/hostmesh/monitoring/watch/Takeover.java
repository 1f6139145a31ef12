package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.alert.OpenAlerts.OpenAlert;
import io.hostmesh.monitoring.alert.Origin;
import io.hostmesh.monitoring.judge.Fleet;
import io.hostmesh.monitoring.judge.JudgeSettings;
import io.hostmesh.monitoring.membership.Membership.Changes;
import io.hostmesh.monitoring.rule.Recollection;
import io.hostmesh.monitoring.rule.RecollectionCodec;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.ruleset.Rules;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.watch.JudgeSnapshots.Kept;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes partitions over so that this instance knows what the owner before knew: the open alerts and the servers and groups
 * from the database, what it knew of samples from the newest snapshot, and the samples since by reading them again. Without a snapshot
 * those of a bounded window are.
 */
final class Takeover {

    private static final Logger LOG = Logger.getLogger(Takeover.class);

    private final JudgeParts parts;
    private final Consumer<String, byte[]> consumer;
    private final Patience patience;
    private final String owner;
    private final JudgeSettings settings;

    /** What is known at the moment of the takeover, but for the samples, which the consumer reads next. */
    record Picture(
            int partitionCount,
            List<JudgedPartition> partitions,
            Changes membership,
            long generation,
            List<OpenAlert> firingGroups,
            Set<String> silentServers,
            Set<String> silentLocations,
            Rules.Changes rules,
            long rulesGeneration,
            List<RuleStandings.Kept> standings,
            Map<Integer, Recollection> known) {}

    Takeover(JudgeParts parts, Consumer<String, byte[]> consumer, Patience patience, String owner) {
        this.parts = parts;
        this.consumer = consumer;
        this.patience = patience;
        this.owner = owner;
        this.settings = parts.configuration.toSettings();
    }

    Picture takeOver(Collection<TopicPartition> assigned) {
        List<Integer> numbers = assigned.stream().map(TopicPartition::partition).toList();
        patience.insist("history partitions", parts.historyPartitions::maintain);
        Map<Integer, Long> judged = patience.insist(
                "claim of partitions",
                () -> parts.transactions.inTransaction(session -> parts.partitions.claim(session, owner, numbers)));
        long generation = parts.membership.generation();
        Instant now = parts.clock.instant();
        Changes membership = patience.insist("servers and groups", () -> parts.membership.all(now));
        long rulesGeneration = parts.rules.generation();
        Rules.Changes rules = patience.insist("rules", () -> parts.rules.all(now));
        List<RuleStandings.Kept> standings = patience.insist("standings", parts.standings::all);
        List<OpenAlert> open = patience.insist("open alerts", parts.openAlerts::all);
        List<OpenAlert> firingGroups = new ArrayList<>();
        Set<String> silentServers = new HashSet<>();
        Set<String> silentLocations = new HashSet<>();
        for (OpenAlert alert : open) {
            if (alert.kind() == Kind.OVERLOAD || alert.kind() == Kind.UNDERLOAD) {
                firingGroups.add(alert);
            } else if (alert.origin() == Origin.SILENCE) {
                (alert.ofLocation() ? silentLocations : silentServers).add(alert.scopeId());
            }
        }
        Map<Integer, Kept> kept = patience.insist("snapshots", () -> parts.snapshots.load(numbers));
        Map<Integer, Recollection> known = new HashMap<>();
        int partitionCount = consumer.partitionsFor(Topic.SAMPLES.topicName()).size();
        return new Picture(
                partitionCount,
                seek(assigned, judged, now, lookback(rules), kept, known),
                membership,
                generation,
                firingGroups,
                silentServers,
                silentLocations,
                rules,
                rulesGeneration,
                standings,
                known);
    }

    private static Duration lookback(Rules.Changes rules) {
        return Duration.of(
                rules.inForce().stream().mapToLong(Rule::lookback).max().orElse(0), ChronoUnit.MICROS);
    }

    TopicPartition topicPartition(int number) {
        return new TopicPartition(Topic.SAMPLES.topicName(), number);
    }

    private List<JudgedPartition> seek(
            Collection<TopicPartition> assigned,
            Map<Integer, Long> judged,
            Instant now,
            Duration lookback,
            Map<Integer, Kept> kept,
            Map<Integer, Recollection> known) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(assigned));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(assigned);
        Map<TopicPartition, Long> end = consumer.endOffsets(assigned);
        Duration window = parts.configuration.window();
        Map<TopicPartition, OffsetAndTimestamp> habits =
                windows(assigned, committed, now, parts.configuration.habitsWindow());
        // Beyond what rules need, for samples that came late.
        Map<TopicPartition, OffsetAndTimestamp> lookbacks = windows(assigned, committed, now, window.plus(lookback));
        List<JudgedPartition> taken = new ArrayList<>();
        for (TopicPartition partition : assigned) {
            long beginning = first.getOrDefault(partition, 0L);
            long recordFrom = recordFrom(committed.get(partition), beginning);
            long judgedUntil = judged.getOrDefault(partition.partition(), 0L);
            // A broker that lost its log counts offsets anew: what was judged before says nothing about them.
            long judgeFrom =
                    judgedUntil > end.getOrDefault(partition, 0L) ? recordFrom : Math.max(recordFrom, judgedUntil);
            long start = Math.max(beginning, begin(lookbacks.get(partition), recordFrom));
            long knownUntil = 0;
            Kept its = kept.get(partition.partition());
            if (its != null && its.nextOffset() > start && its.nextOffset() <= end.getOrDefault(partition, 0L)) {
                Recollection recollection = decode(partition.partition(), its);
                if (recollection != null) {
                    known.put(partition.partition(), recollection);
                    knownUntil = its.nextOffset();
                    long from = Math.min(its.nextOffset(), begin(habits.get(partition), recordFrom));
                    start = Math.max(beginning, from);
                }
            }
            consumer.seek(partition, start);
            RuleDesk rules = new RuleDesk();
            taken.add(new JudgedPartition(
                    partition.partition(),
                    new Fleet(settings),
                    rules,
                    parts.seriesDesks.open(rules.book()),
                    recordFrom,
                    judgeFrom,
                    knownUntil,
                    Micros.of(Commits.acceptedAt(committed.get(partition), now)),
                    start));
        }
        return taken;
    }

    private Map<TopicPartition, OffsetAndTimestamp> windows(
            Collection<TopicPartition> assigned,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Instant now,
            Duration window) {
        Map<TopicPartition, Long> begins = new HashMap<>();
        for (TopicPartition partition : assigned) {
            Instant newest = Commits.acceptedAt(committed.get(partition), now);
            begins.put(partition, newest.minus(window).toEpochMilli());
        }
        return consumer.offsetsForTimes(begins);
    }

    private static long begin(@Nullable OffsetAndTimestamp window, long recordFrom) {
        return window == null ? recordFrom : Math.min(recordFrom, window.offset());
    }

    private static @Nullable Recollection decode(int partition, Kept kept) {
        try {
            return RecollectionCodec.decode(kept.content());
        } catch (UncheckedIOException unreadable) {
            LOG.warnf("snapshot unreadable, samples are read again partition=%d cause=%s", partition, unreadable);
            return null;
        }
    }

    private static long recordFrom(@Nullable OffsetAndMetadata committed, long beginning) {
        return committed == null ? beginning : Math.max(committed.offset(), beginning);
    }
}
