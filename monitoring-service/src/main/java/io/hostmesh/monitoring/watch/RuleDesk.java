package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.judge.ServerFact;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.Recollection;
import io.hostmesh.monitoring.rule.RuleBook;
import io.hostmesh.monitoring.rule.Subject;
import io.hostmesh.monitoring.rule.Transition;
import io.hostmesh.monitoring.rule.Watcher;
import io.hostmesh.monitoring.ruleset.Rules;
import io.hostmesh.monitoring.sample.SampleBatch;
import io.hostmesh.monitoring.watch.RuleStandings.Kept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has the samples that servers push themselves judged by rules, for one partition. For the judge's thread. */
final class RuleDesk {

    /** Servers that are stopped or gone, of which samples may still be on their way. */
    private static final int MOST_ABSENT = 10_000;

    private final RuleBook book = new RuleBook();
    private final Map<String, Map<String, Series>> servers = new HashMap<>();
    private final Map<String, Boolean> absent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ABSENT;
        }
    };
    private long newestAcceptedAt = Long.MIN_VALUE;
    private long beganAt = Long.MAX_VALUE;

    private static final class Series {
        final Subject subject;
        Watcher[] watchers;
        long generation;
        long heardAt;

        Series(Subject subject, Watcher[] watchers, long generation) {
            this.subject = subject;
            this.watchers = watchers;
            this.generation = generation;
        }
    }

    /**
     * Begins with what is known at a takeover.
     *
     * @param known what the judge before knew of the samples; null where that was not kept
     * @param judgedUntil samples that were accepted until then were judged
     * @param abandoned what belongs to rules that are not there any more is added here
     */
    void begin(
            Rules.Changes rules,
            List<Kept> standings,
            @Nullable Recollection known,
            long judgedUntil,
            long now,
            List<Transition> out,
            List<Kept> abandoned) {
        learn(rules, now, out);
        beganAt = now;
        if (known == null) {
            book.rememberUntil(judgedUntil);
        } else {
            book.goOn(known);
        }
        for (Kept kept : standings) {
            if (!book.resume(kept.ruleId(), kept.subject(), kept.standing())) {
                abandoned.add(kept);
            }
        }
    }

    /** Where the rules are that the samples of this partition are judged by, whatever form they come in. */
    RuleBook book() {
        return book;
    }

    void learn(Rules.Changes rules, long now, List<Transition> out) {
        book.learn(rules.inForce(), now, out);
        rules.dropped().forEach(id -> book.drop(id, now, out));
        rules.wishes().forEach(wish -> book.want(wish.accountId(), wish.ruleId(), wish.wanted(), now, out));
    }

    /** A server that is not to be expected any more takes what is open about it along. */
    void apply(ServerFact fact, long now, List<Transition> out) {
        if (fact.presence() == Presence.ABSENT) {
            absent.put(fact.serverId(), true);
            servers.remove(fact.serverId());
            book.serverGone(fact.serverId(), "the server is stopped, failed or deleted", now, out);
        } else {
            absent.remove(fact.serverId());
        }
    }

    void remember(SampleBatch batch) {
        take(batch, null);
    }

    void judge(SampleBatch batch, List<Transition> out) {
        take(batch, out);
    }

    /** Samples of another form were handed over. */
    void heard(long acceptedAt) {
        newestAcceptedAt = Math.max(newestAcceptedAt, acceptedAt);
    }

    private void take(SampleBatch batch, @Nullable List<Transition> out) {
        heard(batch.acceptedAt());
        if (absent.containsKey(batch.serverId())) {
            return;
        }
        Map<String, Series> ofServer = servers.computeIfAbsent(batch.serverId(), id -> new HashMap<>());
        for (int index = 0; index < batch.size(); index++) {
            Series series = series(ofServer, batch, batch.metric(batch.metricNumberAt(index)));
            for (Watcher watcher : series.watchers) {
                if (out == null) {
                    watcher.remember(batch.takenAt(index), batch.value(index), batch.acceptedAt());
                } else {
                    watcher.observe(batch.takenAt(index), batch.value(index), batch.acceptedAt(), out);
                }
            }
        }
        if (out == null) {
            book.settleRemembered(batch.acceptedAt());
        } else {
            book.settle(batch.acceptedAt(), out);
        }
    }

    private Series series(Map<String, Series> ofServer, SampleBatch batch, String metric) {
        Series series = ofServer.get(metric);
        if (series == null) {
            Subject subject = subject(batch, metric);
            series = new Series(subject, book.watchersFor(subject), book.generation());
            ofServer.put(metric, series);
        } else if (series.generation != book.generation()) {
            series.watchers = book.watchersFor(series.subject);
            series.generation = book.generation();
        }
        series.heardAt = batch.acceptedAt();
        return series;
    }

    private static Subject subject(SampleBatch batch, String metric) {
        Map<String, String> labels = new HashMap<>();
        labels.put(Labels.NAME, metric);
        labels.put(Subject.SERVER, batch.serverId());
        if (batch.groupId() != null) {
            labels.put(Subject.GROUP, batch.groupId());
        }
        return new Subject(batch.accountId(), Labels.of(labels), batch.serverId(), batch.groupId(), batch.key());
    }

    /**
     * Takes the steps that need no sample.
     *
     * @param caughtUp whether everything that came was taken
     * @param behind how long samples that were accepted may be on their way
     */
    void tick(long now, boolean caughtUp, long behind, List<Transition> out) {
        long until = caughtUp ? now : newestAcceptedAt;
        if (until != Long.MIN_VALUE) {
            book.tick(until - behind, out);
        }
    }

    /** What could not be heard before {@code now} is not absent. */
    void restart(long now) {
        book.restart(now);
    }

    void forget(long heardBefore) {
        if (beganAt < heardBefore) {
            beganAt = Long.MAX_VALUE;
            book.releaseUnasked();
        }
        servers.values().removeIf(ofServer -> {
            List<Series> quiet = new ArrayList<>();
            for (Series series : ofServer.values()) {
                if (series.heardAt < heardBefore) {
                    quiet.add(series);
                }
            }
            for (Series series : quiet) {
                book.release(series.subject, book.watchersFor(series.subject));
                ofServer.values().remove(series);
            }
            return ofServer.isEmpty();
        });
    }
}
