package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.alert.OpenAlerts.OpenAlert;
import io.hostmesh.monitoring.alert.Origin;
import io.hostmesh.monitoring.judge.Fleet;
import io.hostmesh.monitoring.judge.JudgeSettings;
import io.hostmesh.monitoring.membership.Membership.Changes;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.ruleset.Rules;
import io.hostmesh.monitoring.sample.Micros;
import java.time.Duration;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;

/**
 * Takes partitions over so that this instance knows what the owner before knew: the open alerts and the servers and groups
 * from the database, and the newest samples by reading a bounded window of the past again.
 */
final class Takeover {

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
            List<RuleStandings.Kept> standings) {}

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
        int partitionCount = consumer.partitionsFor(Topic.SAMPLES.topicName()).size();
        return new Picture(
                partitionCount,
                seek(assigned, judged, now, lookback(rules)),
                membership,
                generation,
                firingGroups,
                silentServers,
                silentLocations,
                rules,
                rulesGeneration,
                standings);
    }

    /** Beyond what rules need, for samples that came late. */
    private Duration lookback(Rules.Changes rules) {
        long longest = rules.inForce().stream().mapToLong(Rule::lookback).max().orElse(0);
        return parts.configuration.window().plusNanos(longest * 1000);
    }

    TopicPartition topicPartition(int number) {
        return new TopicPartition(Topic.SAMPLES.topicName(), number);
    }

    private List<JudgedPartition> seek(
            Collection<TopicPartition> assigned, Map<Integer, Long> judged, Instant now, Duration window) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(assigned));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(assigned);
        Map<TopicPartition, Long> end = consumer.endOffsets(assigned);
        Map<TopicPartition, Long> windowBegins = new HashMap<>();
        for (TopicPartition partition : assigned) {
            windowBegins.put(
                    partition,
                    Commits.acceptedAt(committed.get(partition), now)
                            .minus(window)
                            .toEpochMilli());
        }
        Map<TopicPartition, OffsetAndTimestamp> windows = consumer.offsetsForTimes(windowBegins);
        List<JudgedPartition> taken = new ArrayList<>();
        for (TopicPartition partition : assigned) {
            long beginning = first.getOrDefault(partition, 0L);
            long recordFrom = recordFrom(committed.get(partition), beginning);
            long judgedUntil = judged.getOrDefault(partition.partition(), 0L);
            // A broker that lost its log counts offsets anew: what was judged before says nothing about them.
            long judgeFrom =
                    judgedUntil > end.getOrDefault(partition, 0L) ? recordFrom : Math.max(recordFrom, judgedUntil);
            OffsetAndTimestamp begin = windows.get(partition);
            long start = Math.max(beginning, begin == null ? recordFrom : Math.min(recordFrom, begin.offset()));
            consumer.seek(partition, start);
            RuleDesk rules = new RuleDesk();
            taken.add(new JudgedPartition(
                    partition.partition(),
                    new Fleet(settings),
                    rules,
                    parts.seriesDesks.open(rules.book()),
                    recordFrom,
                    judgeFrom,
                    Micros.of(Commits.acceptedAt(committed.get(partition), now)),
                    start));
        }
        return taken;
    }

    private static long recordFrom(@Nullable OffsetAndMetadata committed, long beginning) {
        return committed == null ? beginning : Math.max(committed.offset(), beginning);
    }
}
