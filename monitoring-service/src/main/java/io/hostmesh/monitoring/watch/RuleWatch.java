package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.rule.Recollection;
import io.hostmesh.monitoring.rule.Transition;
import io.hostmesh.monitoring.ruleset.Rules;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.watch.RuleStandings.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/** Keeps the rules of a consumer's partitions up to date and has their time-driven steps taken. For the judge's thread. */
final class RuleWatch {

    private static final Logger LOG = Logger.getLogger(RuleWatch.class);
    private static final long TICK = 250_000;

    private final JudgeParts parts;
    private final Patience patience;
    private final List<Transition> steps = new ArrayList<>();
    private Instant until = Instant.EPOCH;
    private long generation;
    private long refreshedAt;
    private long tickedAt;

    RuleWatch(JudgeParts parts, Patience patience) {
        this.parts = parts;
        this.patience = patience;
    }

    /** Where steps are added that were found and not carried out yet. */
    List<Transition> steps() {
        return steps;
    }

    /** Takes the steps out. */
    List<Transition> drain() {
        List<Transition> found = List.copyOf(steps);
        steps.clear();
        return found;
    }

    /** Goes on from what was read at a takeover. */
    void begin(Takeover.Picture picture, ToIntFunction<String> partitionOf, long now) {
        until = picture.rules().until();
        generation = picture.rulesGeneration();
        List<Kept> abandoned = new ArrayList<>();
        for (JudgedPartition partition : picture.partitions()) {
            List<Kept> its = picture.standings().stream()
                    .filter(kept -> partitionOf.applyAsInt(kept.subject().recordKey()) == partition.number)
                    .toList();
            Recollection known = picture.known().get(partition.number);
            partition.rules.begin(picture.rules(), its, known, partition.judgedUntil, now, steps, abandoned);
        }
        if (!abandoned.isEmpty()) {
            patience.insist("rules that are gone", () -> parts.findings.abandon(abandoned));
        }
    }

    /** At once when a rule was changed by way of this instance, and from time to time for what others changed. */
    void refresh(Collection<JudgedPartition> partitions, long now) {
        long current = parts.rules.generation();
        if (current == generation && now - refreshedAt < Micros.of(parts.configuration.membershipRefresh())) {
            return;
        }
        refreshedAt = now;
        try {
            Instant asked = parts.clock.instant();
            Rules.Changes changes = patience.attempt(() -> parts.rules.since(until, asked));
            generation = current;
            until = changes.until();
            partitions.forEach(partition -> partition.rules.learn(changes, now, steps));
        } catch (RuntimeException away) {
            LOG.warnf("rules as known before cause=%s", away);
        }
    }

    /** When the judge itself stood still, nothing is absent because of that. */
    void tick(Collection<JudgedPartition> partitions, long now, boolean caughtUp) {
        if (now - tickedAt < TICK) {
            return;
        }
        boolean stood = tickedAt != 0 && now - tickedAt > Micros.of(parts.ruleSettings.restartAfter());
        tickedAt = now;
        long behind = Micros.of(parts.ruleSettings.tickBehind());
        for (JudgedPartition partition : partitions) {
            if (stood) {
                partition.rules.restart(now);
            }
            partition.rules.tick(now, caughtUp, behind, steps);
        }
    }

    void forget(Collection<JudgedPartition> partitions, long now) {
        long before = now - Micros.of(parts.ruleSettings.forgetAfter());
        partitions.forEach(partition -> partition.rules.forget(before));
    }
}
